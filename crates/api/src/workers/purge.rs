//! Worker that purges rows whose retention period is over.

use std::time::Duration;

use crate::lifecycle::{Shutdown, pause};
use crate::rgpd::purge_due;
use crate::state::AppState;

/// Interval between two checks; each table is due once an hour, so a minute is precise enough.
const POLL: Duration = Duration::from_mins(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, POLL).await {
        if let Err(error) = purge_due(&state, &shutdown).await {
            tracing::warn!(error = error.cause(), "old rows not removed; trying again in a minute");
        }
    }
}

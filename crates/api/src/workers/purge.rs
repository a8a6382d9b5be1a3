//! Worker that purges rows whose retention period is over.

use std::time::Duration;

use crate::error::ApiResult;
use crate::lifecycle::{Shutdown, pause};
use crate::rgpd::{begin_purges, continue_purge};
use crate::state::AppState;

/// Interval between two checks; each table is due once an hour, so a minute is precise enough.
const POLL: Duration = Duration::from_mins(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, POLL).await {
        if let Err(error) = purge(&state, &shutdown).await {
            tracing::warn!(error = error.cause(), "old rows not removed; trying again in an hour");
        }
    }
}

/// Purges due tables in batches, so that shutdown and other work can interleave.
async fn purge(state: &AppState, shutdown: &Shutdown) -> ApiResult<()> {
    for purge in begin_purges(state).await? {
        while !*shutdown.borrow() && continue_purge(state, purge).await? {}
    }
    Ok(())
}

//! Worker that announces the touches of the day to the admins who follow the prospects.

use std::time::Duration;

use crate::intake::announce_touches;
use crate::lifecycle::{Shutdown, pause};
use crate::state::AppState;

/// Interval between two checks; a minute after 08:00 is early enough.
const POLL: Duration = Duration::from_mins(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = announce_touches(&state).await {
            tracing::warn!(
                error = error.cause(),
                "touches of the day not announced; trying again in a minute"
            );
        }
        if pause(&mut shutdown, POLL).await {
            return;
        }
    }
}

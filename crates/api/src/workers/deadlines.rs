//! Worker that ends actions whose callback is overdue and offers of the waiting list that are over, and starts and ends
//! sessions on their days.

use std::time::Duration;

use crate::actions::{expire_offers, expire_overdue};
use crate::catalogue::follow_dates;
use crate::error::ApiResult;
use crate::lifecycle::{Shutdown, pause};
use crate::state::AppState;

/// Interval between two checks; deadlines are minutes, so a second is precise enough.
const POLL: Duration = Duration::from_secs(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    let mut healthy = [true; 3];
    loop {
        state.pulses.deadlines.beat();
        for ((work, done), was_healthy) in look(&state).await.into_iter().zip(&mut healthy) {
            if let Err(error) = &done
                && *was_healthy
            {
                tracing::warn!(
                    error = error.cause(),
                    "deadline watch: {work} failed; trying again every second"
                );
            }
            *was_healthy = done.is_ok();
        }
        if pause(&mut shutdown, POLL).await {
            return;
        }
    }
}

/// Ends what is over; a work that fails does not block the others. Sessions come first: no seat of one that has started
/// is offered.
async fn look(state: &AppState) -> [(&'static str, ApiResult<usize>); 3] {
    [
        ("the dates of the sessions", follow_dates(state).await),
        ("the end of overdue actions", expire_overdue(state).await),
        ("the end of offers", expire_offers(state).await),
    ]
}

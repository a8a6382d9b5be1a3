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
    let mut healthy = true;
    loop {
        state.pulses.deadlines.beat();
        let looked = look(&state).await;
        if let Err(error) = &looked
            && healthy
        {
            tracing::warn!(
                error = error.cause(),
                "deadline watch: the database does not answer; trying again every second"
            );
        }
        healthy = looked.is_ok();
        if pause(&mut shutdown, POLL).await {
            return;
        }
    }
}

/// Ends what is over. Sessions come first: no seat of one that has started is offered.
async fn look(state: &AppState) -> ApiResult<()> {
    follow_dates(state).await?;
    expire_overdue(state).await?;
    expire_offers(state).await?;
    Ok(())
}

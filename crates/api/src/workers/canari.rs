//! Worker that sends canaris to n8n's workflows, so that a deactivated one is noticed without a click.

use std::time::Duration;

use crate::lifecycle::{Shutdown, pause};
use crate::sante::ping_due;
use crate::state::AppState;

/// Interval between two checks; the trial of an open breaker is due within seconds.
const POLL: Duration = Duration::from_secs(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    let mut healthy = true;
    loop {
        state.pulses.canari.beat();
        let pinged = tokio::select! {
            pinged = ping_due(&state) => pinged,
            _ = shutdown.wait_for(|stop| *stop) => return,
        };
        if let Err(error) = &pinged
            && healthy
        {
            tracing::warn!(
                error = error.cause(),
                "canari: the database does not answer; trying again every second"
            );
        }
        healthy = pinged.is_ok();
        if pause(&mut shutdown, POLL).await {
            return;
        }
    }
}

//! Workers that execute the rows of launched bulk changes, and tell the ends of those.

use std::time::Duration;

use crate::lifecycle::{Shutdown, pause};
use crate::lots::{announce_next, run_next};
use crate::state::AppState;

/// Maximum time between two checks, which bounds the delay after a lost wake-up or a dead instance.
const POLL: Duration = Duration::from_secs(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    let (mut healthy, mut last) = (true, None);
    while !*shutdown.borrow() {
        let ran = run_next(&state, &mut last).await;
        if let Err(error) = &ran
            && healthy
        {
            tracing::warn!(error = error.cause(), "bulk changes: a row failed; trying again every second");
        }
        healthy = ran.is_ok();
        if matches!(ran, Ok(true)) {
            continue;
        }
        tokio::select! {
            // A failed row waits, even if others wake the loop.
            () = state.wake.lot_worker().notified(), if healthy => {}
            () = tokio::time::sleep(POLL) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
    }
}

/// Tells the ends of bulk changes, each within a second after the end of its last action.
pub(super) async fn announce(state: AppState, mut shutdown: Shutdown) {
    let mut healthy = true;
    loop {
        let told = announce_next(&state).await;
        if let Err(error) = &told
            && healthy
        {
            tracing::warn!(
                error = error.cause(),
                "the end of a bulk change was not told; trying again every second"
            );
        }
        healthy = told.is_ok();
        if !matches!(told, Ok(true)) && pause(&mut shutdown, POLL).await {
            return;
        }
    }
}

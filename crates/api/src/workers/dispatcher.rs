//! Calls n8n for the actions that are due.

use std::time::Duration;

use super::Shutdown;
use crate::actions::dispatch_due;
use crate::db;
use crate::state::AppState;

/// Longest time between two looks: what a lost wake-up or a dead instance left behind waits no longer.
const POLL: Duration = Duration::from_secs(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    // Names this instance's leases.
    let owner = format!("{:032x}", rand::random::<u128>());
    while !*shutdown.borrow() {
        state.pulse.beat();
        let more = match dispatch_due(&state, &owner).await {
            Ok(done) => done.more,
            Err(error) => {
                let source = error.source().map(|source| format!("{source:#}"));
                tracing::warn!(error = source, "dispatcher: the database does not answer");
                false
            }
        };
        if more {
            continue;
        }
        let wait = until_next(&state).await;
        tokio::select! {
            () = state.wake.dispatcher().notified() => {}
            () = tokio::time::sleep(wait) => {}
            _ = shutdown.wait_for(|stop| *stop) => {}
        }
    }
    let released = async {
        let mut conn = state.pool.get().await.map_err(anyhow::Error::from)?;
        db::outbox::release(&mut conn, &owner).await.map_err(anyhow::Error::from)
    };
    if let Err(error) = released.await {
        tracing::warn!(error = format!("{error:#}"), "leases not released: they end by themselves");
    }
}

/// Until the next call is due, at most [`POLL`].
async fn until_next(state: &AppState) -> Duration {
    let Ok(mut conn) = state.pool.get().await else { return POLL };
    match db::outbox::next_due(&mut conn).await {
        // A call that is due now is held by a lease: look again at the usual pace.
        Ok(Some(due)) => (due - state.clock.now()).to_std().map_or(POLL, |wait| wait.min(POLL)),
        _ => POLL,
    }
}

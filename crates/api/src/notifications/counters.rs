//! What the bells of the connected people show: one query for all of them, and not too often.

use std::time::Duration;

use tokio::sync::watch;

use crate::db;
use crate::state::AppState;

/// Least time between two countings.
const PAUSE: Duration = Duration::from_millis(250);
/// After a counting that failed.
const RETRY: Duration = Duration::from_secs(2);

/// Counts when something was written or read, until `shutdown`.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = state.wake.counters().notified() => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
        let pause = match count_once(&state).await {
            Ok(()) => PAUSE,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "unread notifications were not counted");
                state.wake.recount();
                RETRY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
    }
}

/// Counts for everyone who is connected to this instance, and tells them.
pub async fn count_once(state: &AppState) -> anyhow::Result<()> {
    let people = state.hub.people();
    if people.is_empty() {
        return Ok(());
    }
    let mut conn = state.pool.get().await?;
    let mut counts = db::notifications::lues::count_unread(&mut conn, &people).await?;
    for person in people {
        counts.entry(person).or_default();
    }
    state.hub.send_counts(counts);
    Ok(())
}

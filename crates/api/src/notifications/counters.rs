//! Keeps the unread counts of the connected people up to date.

use std::time::Duration;

use common::IdUtilisateur;
use tokio::sync::watch;

use super::reader;
use crate::db::notifications::lues;
use crate::state::AppState;

/// Minimum time between two counts.
const PAUSE: Duration = Duration::from_millis(250);
/// Delay after a failed count.
const RETRY: Duration = Duration::from_secs(2);

/// Recount everyone at this interval, in case rows were deleted without a wake-up.
const CHECK: Duration = Duration::from_mins(5);

/// Counts after each wake-up, until `shutdown`.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    let mut check = tokio::time::interval(CHECK);
    loop {
        tokio::select! {
            () = state.wake.counters().notified() => {}
            _ = check.tick() => state.hub.forget_counts(|_| true),
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

/// Sends unread counts to the people connected to this instance. One query counts those who just connected or have
/// read something; the others' counts follow from what was sent.
pub async fn count_once(state: &AppState) -> anyhow::Result<()> {
    let readers = state.wake.take_readers();
    state.hub.forget_counts(|id| readers.everyone || readers.ids.contains(&id));
    let people = state.hub.take_uncounted();
    if !people.is_empty()
        && let Err(error) = count(state, &people).await
    {
        state.hub.forget_counts(|id| people.contains(&id));
        return Err(error);
    }
    state.hub.tell_counts();
    Ok(())
}

async fn count(state: &AppState, people: &[IdUtilisateur]) -> anyhow::Result<()> {
    reader::start(state).await?;
    let mark = state.hub.mark();
    let mut conn = state.pool.get().await?;
    let unread = lues::count_unread(&mut conn, people, Some(mark.cursor)).await?;
    // The list shows a notification a little before the stream does. Readers of such a notification are counted
    // again, or the stream would add it as unread.
    let ahead = lues::list_readers_ahead(&mut conn, people, mark.cursor).await?;
    state.hub.keep_counts(people, &unread, mark);
    state.hub.forget_counts(|id| ahead.contains(&id));
    Ok(())
}

//! Sends the progress of bulk changes to the open pages, at most twice a second each.

use std::collections::BTreeSet;
use std::time::Duration;

use common::{Audience, IdLot};
use tokio::sync::watch;

use super::frame;
use super::wake::MOST_NAMED;
use crate::db;
use crate::state::AppState;

/// Minimum time between two events of a lot.
const PAUSE: Duration = Duration::from_millis(500);
/// First letters of a lot in a notice. An instance of an earlier version ignores it.
const PREFIX: &str = "lot:";

/// Sends after each wake-up, until `shutdown`.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = state.wake.lot_progress().notified() => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = send_lots_once(&state).await {
            tracing::warn!(error = format!("{error:#}"), "the progress of bulk changes was not sent");
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
    }
}

/// Sends the progress of the lots that changed since the last call; returns their number.
pub async fn send_lots_once(state: &AppState) -> anyhow::Result<usize> {
    let ids: Vec<IdLot> = state.wake.take_lots().into_iter().collect();
    if ids.is_empty() {
        return Ok(0);
    }
    let read = async {
        let mut conn = state.pool.get().await?;
        anyhow::Ok(db::lots::list_by_ids(&mut conn, &ids).await?)
    };
    let lots = match read.await {
        Ok(lots) => lots,
        Err(error) => {
            state.wake.lots_heard(ids.into_iter().collect());
            return Err(error);
        }
    };
    let sent = lots.len();
    for lot in lots {
        state.hub.send(Audience::Admin, &frame::lot(lot)?);
    }
    Ok(sent)
}

/// Serialises a set of lots for as many notices as it takes.
pub(super) fn to_texts(ids: &BTreeSet<IdLot>) -> Vec<String> {
    let names: Vec<String> = ids.iter().map(|id| format!("{PREFIX}{id}")).collect();
    names.chunks(MOST_NAMED).map(|names| names.join(",")).collect()
}

/// Parses the lots of a notice; other names are ignored.
pub(super) fn from_text(text: &str) -> BTreeSet<IdLot> {
    text.split(',').filter_map(|name| name.strip_prefix(PREFIX)?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_survive_the_way_through_their_text() {
        for (most, notices) in [(0, 0), (1, 1), (200, 1), (201, 2)] {
            let ids: BTreeSet<IdLot> = (1..=most).map(IdLot::from).collect();
            let texts = to_texts(&ids);
            assert_eq!(texts.len(), notices);
            assert_eq!(texts.iter().flat_map(|text| from_text(text)).collect::<BTreeSet<_>>(), ids);
        }
        assert_eq!(from_text("PROS_3,catalogue,lot:x,lot:7,*"), [IdLot::from(7)].into());
    }
}

//! Worker that merges the deltas of the prospects' counts, so that their sum stays fast.

use std::time::Duration;

use crate::db;
use crate::lifecycle::{Shutdown, pause};
use crate::state::AppState;

/// Interval between two merges; summing a few thousand deltas is cheap.
const EVERY: Duration = Duration::from_mins(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, EVERY).await {
        let folded = async {
            let mut conn = state.pool.get().await.map_err(anyhow::Error::from)?;
            db::prospects::fold_counts(&mut conn).await.map_err(anyhow::Error::from)
        };
        if let Err(error) = folded.await {
            tracing::warn!(error = format!("{error:#}"), "counts not folded");
        }
    }
}

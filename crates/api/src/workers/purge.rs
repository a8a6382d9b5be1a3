//! Removes rows whose time of keeping is over.

use std::time::Duration;

use crate::error::ApiResult;
use crate::lifecycle::{Shutdown, pause};
use crate::rgpd::{begin_purges, continue_purge};
use crate::state::AppState;

/// Each table is due once an hour: looking once a minute is close enough.
const POLL: Duration = Duration::from_mins(1);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, POLL).await {
        if let Err(error) = purge(&state, &shutdown).await {
            let source = error.source().map(|source| format!("{source:#}"));
            tracing::warn!(error = source, "old rows not removed; trying again in an hour");
        }
    }
}

/// Removes what is due, batch by batch: between two of them the instance may stop, and others have their turn.
async fn purge(state: &AppState, shutdown: &Shutdown) -> ApiResult<()> {
    for purge in begin_purges(state).await? {
        while !*shutdown.borrow() && continue_purge(state, purge).await? {}
    }
    Ok(())
}

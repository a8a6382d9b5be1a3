//! The deadline watch: n8n took the call and never called back.

use diesel_async::AsyncConnection as _;

use super::fail::{Cause, fail_action};
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Actions ended in one pass at the most.
const BATCH: i64 = 100;

/// Ends the actions whose callback did not come in time; returns how many.
pub async fn expire_overdue(state: &AppState) -> ApiResult<usize> {
    let mut conn = state.pool.get().await?;
    let overdue = db::outbox::list_overdue(&mut conn, state.clock.now(), BATCH).await?;
    let mut expired = 0;
    for id in overdue {
        let ended = conn.transaction(async |conn| expire(conn, state, id).await).await?;
        expired += usize::from(ended);
    }
    if expired > 0 {
        state.wake.changed();
    }
    Ok(expired)
}

/// Several instances watch, and callbacks come in: what is still overdue under the lock is ended, once.
async fn expire(conn: &mut diesel_async::AsyncPgConnection, state: &AppState, id: i64) -> ApiResult<bool> {
    let Some(seen) = db::conversions::find(conn, id).await? else { return Ok(false) };
    let prospect = db::prospects::lock(conn, &seen.id_prospect.0).await?;
    let prospect = prospect.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    let action = db::conversions::lock(conn, id).await?;
    if !action.is_running() || !db::outbox::is_overdue(conn, id, state.clock.now()).await? {
        return Ok(false);
    }
    fail_action(conn, state, &prospect, &action, &Cause::Overdue).await?;
    Ok(true)
}

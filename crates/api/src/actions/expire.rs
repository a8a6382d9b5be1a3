//! Ends overdue actions: n8n accepted the call and never called back, or stayed unreachable for the maximum wait.

use chrono::TimeDelta;
use common::{EvenementAction, IdAction, StatutAction, TypeAction};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::duration;
use super::fail::{Cause, fail_action};
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::metrics;
use crate::state::AppState;

/// Maximum number of actions of each kind ended in one pass.
const BATCH: i64 = 100;

/// The reason why an action is overdue.
#[derive(Clone, Copy)]
enum Late<'a> {
    /// Its callback did not arrive.
    Callback,
    /// Its call could not leave for the duration `absence`.
    Call { absence: &'a str },
}

/// Ends overdue actions and returns their number.
pub async fn expire_overdue(state: &AppState) -> ApiResult<usize> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let mut expired = 0;
    let overdue = db::outbox::list_overdue(&mut conn, now, BATCH).await?;
    expired += expire_each(&mut conn, state, &overdue, Late::Callback).await?;
    let patience = TimeDelta::from_std(state.config.actions.deadline).unwrap_or(TimeDelta::MAX / 2);
    for breaker in db::disjoncteurs::list_open(&conn).await? {
        let types = [breaker.type_action];
        let waiting = db::outbox::list_waiting(&mut conn, &types, now, now - patience, BATCH).await?;
        let absence = duration::in_words(now - breaker.since);
        expired += expire_each(&mut conn, state, &waiting, Late::Call { absence: &absence }).await?;
    }
    if expired > 0 {
        state.wake.changed();
    }
    Ok(expired)
}

/// Ends each action in its own transaction. One that fails does not block the others and is tried again at the next
/// pass.
async fn expire_each(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    ids: &[IdAction],
    late: Late<'_>,
) -> ApiResult<usize> {
    let mut expired = 0;
    for id in ids {
        match conn.transaction(async |conn| expire(conn, state, *id, late).await).await {
            Ok(Some(type_action)) => {
                metrics::action_ended(type_action, StatutAction::Erreur);
                expired += 1;
            }
            Ok(None) => {}
            Err(error) if error.is_outage() => return Err(error),
            Err(error) => {
                tracing::error!(
                    id_conversion = id.get(),
                    error = error.cause(),
                    "an overdue action was not ended"
                );
            }
        }
    }
    Ok(expired)
}

/// Ends an action if it is still overdue under its lock, since other instances and callbacks compete. Returns its
/// type when it did.
async fn expire(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    id: IdAction,
    late: Late<'_>,
) -> ApiResult<Option<TypeAction>> {
    let Some(seen) = db::actions::find(conn, id).await? else { return Ok(None) };
    let prospect = db::prospects::lock(conn, &seen.id_prospect.0).await?;
    let prospect = prospect.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    let action = db::actions::lock(conn, id).await?;
    let now = state.clock.now();
    let refused = db::action_events::find_last(conn, id, EvenementAction::RappelRefuse).await?;
    let (is_late, cause) = match late {
        Late::Callback => {
            (db::outbox::is_overdue(conn, id, now).await?, Cause::Overdue { refused: refused.as_deref() })
        }
        Late::Call { absence } => (db::outbox::is_waiting(conn, id, now).await?, Cause::Away { absence }),
    };
    if !action.is_running() || !is_late {
        return Ok(None);
    }
    fail_action(conn, state, &prospect, &action, &cause).await?;
    Ok(Some(action.type_action()))
}

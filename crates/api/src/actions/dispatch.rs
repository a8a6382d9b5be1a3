//! The dispatcher: claims due webhooks under a lease, calls n8n, writes down what came of it. What a crash leaves behind is
//! free again when its lease is over; the attempt is then made again with the same `webhook-id`.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::{StreamExt as _, stream};
use serde_json::{Map, Value, json};

use super::fail::{Cause, fail_action};
use super::kind::kind;
use crate::db;
use crate::db::conversions::ConversionRow;
use crate::db::conversions_journal::evenement;
use crate::error::{ApiError, ApiResult};
use crate::n8n::{Attempt, Outcome};
use crate::state::AppState;

/// A lease outlives the call's own timeout by this much, so that an attempt is never made twice at once.
const LEASE_MARGIN: TimeDelta = TimeDelta::seconds(30);
/// n8n can ask us to wait (`Retry-After`), but not for longer than this.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// What a pass of the dispatcher did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispatched {
    /// Calls made.
    pub calls: usize,
    /// Whether more may be due: as many were claimed as could be.
    pub more: bool,
}

/// Makes the calls that are due and not held by another instance, a few at once, and waits for them.
pub async fn dispatch_due(state: &AppState, owner: &str) -> ApiResult<Dispatched> {
    let now = state.clock.now();
    let config = &state.config.actions;
    let lease = TimeDelta::from_std(config.timeout).unwrap_or(TimeDelta::MAX / 2) + LEASE_MARGIN;
    let limit = i64::try_from(config.concurrency).unwrap_or(i64::MAX);
    let mut conn = state.pool.get().await?;
    let claimed = conn
        .transaction(async |conn| db::outbox::claim(conn, owner, now, now + lease, limit).await)
        .await
        .map_err(ApiError::from)?;
    drop(conn);
    let calls = claimed.len();
    stream::iter(claimed)
        .for_each_concurrent(config.concurrency, |action| async move {
            // The lease ends by itself: another pass makes the attempt again.
            if let Err(error) = attempt(state, owner, &action).await {
                let source = error.source().map(|source| format!("{source:#}"));
                tracing::error!(id_conversion = action.id_conversion, error = source, "attempt not recorded");
            }
        })
        .await;
    Ok(Dispatched { calls, more: calls == config.concurrency })
}

async fn attempt(state: &AppState, owner: &str, action: &ConversionRow) -> ApiResult<()> {
    let kind = kind(action.type_action());
    let mut conn = state.pool.get().await?;
    let contact = db::prospects::find_contact(&mut conn, &action.id_prospect.0).await?;
    let own = kind.payload(&mut conn, action, &contact).await?;
    drop(conn);
    let now = state.clock.now();
    let body = envelope(action, &contact, own, now, &state.n8n.url_rappel);
    let webhook_id = format!("conv_{}", action.id_conversion);
    let attempt = state.n8n.call(kind.webhook_path(), &webhook_id, now, &body).await;
    let mut conn = state.pool.get().await?;
    conn.transaction(async |conn| record(conn, state, owner, action, &attempt).await).await?;
    state.wake.changed();
    Ok(())
}

/// What every webhook receives, and `own` fields of the action's type.
fn envelope(
    action: &ConversionRow,
    contact: &db::prospects::Contact,
    own: Map<String, Value>,
    now: DateTime<Utc>,
    url_rappel: &str,
) -> Value {
    let mut envelope = json!({
        "idProspect": action.id_prospect.0,
        "idConversion": action.id_conversion,
        "typeAction": action.type_action(),
        "nom": contact.nom,
        "prenom": contact.prenom,
        "email": contact.email(),
        "telephone": contact.telephone(),
        "demandePar": action.demande_par,
        "timestamp": common::Instant::from(now),
        "urlRappel": url_rappel,
    });
    if let Value::Object(fields) = &mut envelope {
        fields.extend(own);
    }
    envelope
}

async fn record(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    owner: &str,
    action: &ConversionRow,
    attempt: &Attempt,
) -> ApiResult<()> {
    let now = state.clock.now();
    let id = action.id_conversion;
    let number = action.tentatives + 1;
    let text = |what: &str| format!("Tentative {number} : {what} ({} ms)", attempt.duration.as_millis());
    let (event, detail) = match &attempt.outcome {
        Outcome::Delivered { execution_id } => {
            let deadline = TimeDelta::from_std(state.config.actions.deadline).unwrap_or(TimeDelta::MAX / 2);
            db::outbox::deliver(conn, id, owner, now, now + deadline, execution_id.as_deref()).await?;
            (evenement::LIVREE, text("n8n a pris la demande"))
        }
        Outcome::Retry { reason, after } if number < state.config.actions.max_attempts => {
            let wait = delay(state, number).max(after.map_or(TimeDelta::zero(), capped));
            let again = db::outbox::retry(conn, id, owner, now + wait).await?;
            let next = format!("{reason} ; nouvel essai dans {} s", wait.num_seconds().max(1));
            (evenement::TENTATIVE, text(if again { &next } else { reason }))
        }
        Outcome::Retry { reason, .. } => {
            let cause = Cause::Unreachable { reason, http: attempt.status };
            return end(conn, state, owner, action, &cause, &text(reason)).await;
        }
        Outcome::Refused { reason } => {
            let cause = Cause::Refused { reason, http: attempt.status };
            return end(conn, state, owner, action, &cause, &text(reason)).await;
        }
    };
    tracing::info!(id_conversion = id, attempt = number, http_status = attempt.status, "webhook called");
    db::conversions_journal::insert(conn, id, now, event, &detail).await?;
    Ok(())
}

/// The last attempt failed. The callback may have come in the meantime: then there is nothing to end.
async fn end(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    owner: &str,
    action: &ConversionRow,
    cause: &Cause<'_>,
    detail: &str,
) -> ApiResult<()> {
    let id = action.id_conversion;
    let prospect = db::prospects::lock(conn, &action.id_prospect.0).await?;
    let prospect = prospect.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    db::conversions_journal::insert(conn, id, state.clock.now(), evenement::TENTATIVE, detail).await?;
    if !db::outbox::give_up(conn, id, owner).await? {
        return Ok(());
    }
    let action = db::conversions::lock(conn, id).await?;
    fail_action(conn, state, &prospect, &action, cause).await
}

/// The delay before the attempt after `number`: exponential, with ±20 % of jitter so that failures do not return together.
fn delay(state: &AppState, number: i32) -> TimeDelta {
    let config = &state.config.actions;
    let seconds = config.initial_delay.as_secs_f64() * config.backoff.powi(number - 1);
    let seconds = seconds * rand::random_range(0.8..=1.2);
    capped(std::time::Duration::try_from_secs_f64(seconds).unwrap_or(std::time::Duration::MAX))
}

fn capped(wait: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(wait).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

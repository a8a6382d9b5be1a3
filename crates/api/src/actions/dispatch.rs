//! Dispatcher: claims due webhook calls under a lease, calls n8n and records the outcome. After a crash, the lease
//! ends and the attempt is repeated with its `webhook-id`. A call that could outlive its lease is not made. While the
//! breaker of a workflow is open, its calls wait, except one trial call.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementAction, StatutAction, TypeAction};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::breaker::{self, Tried, WAITING};
use super::deliveries;
use super::fail::{Cause, fail_action};
use super::prepare::{envelope, prepare};
use super::registry;
use crate::config::ActionsConfig;
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::outbox::{Delivery, Lease, Made};
use crate::error::{ApiError, ApiResult};
use crate::n8n::{Attempt, Outcome};
use crate::state::AppState;
use crate::{metrics, notifications};

/// Time added to the call's timeout to make the lease, so that two instances never make an attempt at once.
const LEASE_MARGIN: TimeDelta = TimeDelta::seconds(10);
/// Delays before repeating the record of an outcome when the database is away; their sum stays within the margin.
const RECORD_AGAIN: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_secs(2), Duration::from_secs(5)];
/// Maximum number of actions that one pass marks as waiting.
const MOST_HELD_BACK: i64 = 100;
/// Text of the event of an accepted call.
const TAKEN: &str = "n8n a pris la demande";
/// Text of the event of a call that the service could not prepare.
const UNPREPARED: &str = "le service n’a pas pu préparer la demande pour n8n";
/// Maximum delay that n8n can request with `Retry-After`: the action holds its prospect, and maybe a seat.
const LONGEST_REQUESTED_WAIT: TimeDelta = TimeDelta::hours(24);

/// A claimed call.
#[derive(Debug)]
pub struct Call {
    action: ActionRow,
    lease: Lease,
}

/// Claims up to `limit` due calls that no lease holds, for [`carry_out`].
pub async fn claim_due(state: &AppState, owner: &Arc<str>, limit: usize) -> ApiResult<Vec<Call>> {
    let now = state.clock.now();
    let lease = Lease { owner: Arc::clone(owner), end: now + timeout(state) + LEASE_MARGIN };
    let mut conn = state.pool.get().await?;
    let open = db::disjoncteurs::list_open(&conn).await?;
    let (away, reachable): (Vec<TypeAction>, Vec<TypeAction>) =
        TypeAction::ALL.iter().partition(|one| open.iter().any(|breaker| breaker.type_action == **one));
    let mut claimed = Vec::new();
    for breaker in open.iter().filter(|breaker| breaker.next_trial <= now).take(limit) {
        claimed.extend(claim_trial(&mut conn, &lease, now, breaker.type_action).await?);
    }
    let rest = i64::try_from(limit - claimed.len()).unwrap_or(i64::MAX);
    let due =
        conn.transaction(async |conn| db::outbox::claim(conn, &lease, now, &reachable, rest).await).await?;
    claimed.extend(due);
    if claimed.iter().any(leaves_after_grace) {
        // The pages no longer offer to undo it.
        state.wake.changed();
    }
    // Claimed calls are made even when this fails.
    if !away.is_empty()
        && let Err(error) = hold_back(&mut conn, state, &away).await
    {
        tracing::warn!(error = error.to_string(), "waiting actions were not told so");
    }
    Ok(claimed.into_iter().map(|action| Call { action, lease: lease.clone() }).collect())
}

/// Returns the maximum duration of a call.
fn timeout(state: &AppState) -> TimeDelta {
    TimeDelta::from_std(state.config.actions.timeout).unwrap_or(TimeDelta::MAX / 2)
}

/// Returns true for an action, as it was before its claim, that could be undone until now.
fn leaves_after_grace(action: &ActionRow) -> bool {
    action.undoable_until().is_some_and(|until| until > action.date_debut)
}

/// Claims the trial call of an open breaker, if it is time, a call is due and no other instance makes one.
async fn claim_trial(
    conn: &mut AsyncPgConnection,
    lease: &Lease,
    now: DateTime<Utc>,
    type_action: TypeAction,
) -> QueryResult<Option<ActionRow>> {
    let claimed = conn
        .transaction(async |conn| {
            let call = db::outbox::claim(conn, lease, now, &[type_action], 1).await?.pop();
            match call {
                Some(call) if db::disjoncteurs::take_trial(conn, type_action, now, lease.end).await? => {
                    Ok(call)
                }
                _ => Err(diesel::result::Error::RollbackTransaction),
            }
        })
        .await;
    match claimed {
        Ok(call) => Ok(Some(call)),
        Err(diesel::result::Error::RollbackTransaction) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Marks the due calls of these types as waiting, with the reason.
async fn hold_back(conn: &mut AsyncPgConnection, state: &AppState, away: &[TypeAction]) -> QueryResult<()> {
    let now = state.clock.now();
    let told = conn
        .transaction(async |conn| {
            let ids = db::outbox::hold_back(conn, away, now, WAITING, MOST_HELD_BACK).await?;
            let detail = "n8n est injoignable : la demande attend son retour";
            db::action_events::insert_each(conn, &ids, now, EvenementAction::Attente, detail).await?;
            QueryResult::Ok(ids.len())
        })
        .await?;
    if told > 0 {
        state.wake.changed();
    }
    Ok(())
}

/// Makes a claimed call. When the outcome cannot be recorded, the lease ends by itself and the attempt is repeated.
pub async fn carry_out(state: &AppState, call: &Call) {
    if let Err(error) = attempt(state, call).await {
        tracing::error!(
            id_conversion = call.action.id().get(),
            error = error.cause(),
            "attempt not recorded"
        );
    }
}

async fn attempt(state: &AppState, call: &Call) -> ApiResult<()> {
    let action = &call.action;
    let mut conn = state.pool.get().await?;
    let prepared = match prepare(&mut conn, state, action).await {
        Err(error) if !error.is_outage() => return note_unprepared(&mut conn, state, call, &error).await,
        prepared => prepared?,
    };
    if let Some(refusal) = &prepared.refusal {
        return forgo(&mut conn, state, call, refusal).await;
    }
    let now = state.clock.now();
    if now + timeout(state) > call.lease.end {
        return give_back(&mut conn, state, call).await;
    }
    drop(conn);
    let body = envelope(action, prepared, now, &state.n8n.url_rappel);
    let path = registry::webhook_path(action.type_action());
    let webhook_id = format!("conv_{}", action.id());
    let attempt = state.n8n.call(path, &webhook_id, now, &body).await;
    metrics::webhook_called(action.type_action(), &attempt);
    if let Outcome::Delivered { execution_id } = &attempt.outcome {
        let delivery = delivery(state, call, &attempt, execution_id.as_deref());
        if deliveries::record(state, delivery).await {
            log(action, &attempt);
            state.wake.changed();
            return Ok(());
        }
    }
    let recorded = record_soon(state, call, &attempt).await?;
    if recorded.ended {
        metrics::action_ended(action.type_action(), StatutAction::Erreur);
    }
    if recorded.turned {
        notifications::all_records_changed(state);
    }
    state.wake.changed();
    Ok(())
}

/// Counts a call that the service could not prepare as an attempt, so that an error that stays ends the action.
async fn note_unprepared(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    call: &Call,
    error: &ApiError,
) -> ApiResult<()> {
    let (action, now) = (&call.action, state.clock.now());
    let number = action.tentatives + 1;
    tracing::error!(
        id_conversion = action.id().get(),
        attempt = number,
        error = error.cause(),
        "call not prepared"
    );
    let detail = format!("Tentative {number} : {UNPREPARED}");
    let made = Made { lease: &call.lease, at: now, http: None };
    let ended = conn
        .transaction(async |conn| {
            if number >= state.config.actions.max_attempts {
                return end(conn, state, made, action, &Cause::Unprepared, &detail).await;
            }
            db::outbox::retry(conn, action.id(), made, now + delay(state, number)).await?;
            db::action_events::insert(conn, action.id(), now, EvenementAction::Tentative, &detail).await?;
            ApiResult::Ok(false)
        })
        .await?;
    if ended {
        metrics::action_ended(action.type_action(), StatutAction::Erreur);
    }
    state.wake.changed();
    Ok(())
}

/// Gives a call back that could outlive its lease: after the lease, another claim would make the same call beside it.
async fn give_back(conn: &mut AsyncPgConnection, state: &AppState, call: &Call) -> ApiResult<()> {
    let id = call.action.id();
    tracing::warn!(id_conversion = id.get(), "call not made: its lease is about to end");
    db::outbox::give_back(conn, id, &call.lease).await?;
    state.wake.changed();
    Ok(())
}

/// Ends an action whose call is forbidden, unless it has ended or the lease does not hold it any more.
async fn forgo(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    call: &Call,
    refusal: &ApiError,
) -> ApiResult<()> {
    let ended = conn
        .transaction(async |conn| {
            let prospect = db::prospects::lock(conn, &call.action.id_prospect.0).await?;
            let prospect = prospect.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
            let action = db::actions::lock(conn, call.action.id()).await?;
            if !action.is_running() || !db::outbox::is_held(conn, action.id(), &call.lease).await? {
                return Ok(false);
            }
            fail_action(conn, state, &prospect, &action, &Cause::Forbidden { refusal }).await?;
            ApiResult::Ok(true)
        })
        .await?;
    if ended {
        metrics::action_ended(call.action.type_action(), StatutAction::Erreur);
        state.wake.changed();
    }
    Ok(())
}

/// The effect of an attempt.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    /// True when the action ended.
    ended: bool,
    /// True when the breaker opened or closed.
    turned: bool,
}

/// Records the outcome of an attempt as soon as the database accepts it: a call whose outcome is lost is made again.
async fn record_soon(state: &AppState, call: &Call, attempt: &Attempt) -> ApiResult<Recorded> {
    let once = async || -> ApiResult<Recorded> {
        let mut conn = state.pool.get().await?;
        conn.transaction(async |conn| {
            let ended = record(conn, state, call, attempt).await?;
            let tried = Tried {
                type_action: call.action.type_action(),
                reach: attempt.reach(),
                lease_end: Some(call.lease.end),
            };
            let turned = breaker::note(conn, state, tried).await;
            Ok(Recorded { ended, turned })
        })
        .await
    };
    for pause in RECORD_AGAIN {
        match once().await {
            Err(error) if error.is_outage() => tokio::time::sleep(pause).await,
            recorded => return recorded,
        }
    }
    once().await
}

/// Describes a call that n8n accepted.
fn delivery(state: &AppState, call: &Call, attempt: &Attempt, execution_id: Option<&str>) -> Delivery {
    let (action, now) = (&call.action, state.clock.now());
    Delivery {
        id: action.id(),
        lease: call.lease.clone(),
        at: now,
        http: attempt.status,
        deadline: now + deadline(state),
        execution_id: execution_id.map(ToOwned::to_owned),
        type_action: action.type_action(),
        detail: detail(action, attempt, TAKEN),
    }
}

/// Returns the time that n8n has for its callback.
fn deadline(state: &AppState) -> TimeDelta {
    TimeDelta::from_std(state.config.actions.deadline).unwrap_or(TimeDelta::MAX / 2)
}

/// Returns the text of the event of an attempt.
fn detail(action: &ActionRow, attempt: &Attempt, what: &str) -> String {
    format!("Tentative {} : {what} ({} ms)", action.tentatives + 1, attempt.duration.as_millis())
}

fn log(action: &ActionRow, attempt: &Attempt) {
    let (id_conversion, number) = (action.id().get(), action.tentatives + 1);
    tracing::info!(id_conversion, attempt = number, http_status = attempt.status, "webhook called");
}

/// Records the outcome of an attempt; returns true when the action ended.
async fn record(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    call: &Call,
    attempt: &Attempt,
) -> ApiResult<bool> {
    let (action, now) = (&call.action, state.clock.now());
    let id = action.id();
    let number = action.tentatives + 1;
    let made = Made { lease: &call.lease, at: now, http: attempt.status };
    let text = |what: &str| detail(action, attempt, what);
    let (event, detail) = match &attempt.outcome {
        Outcome::Delivered { execution_id } => {
            db::outbox::deliver(conn, id, made, now + deadline(state), execution_id.as_deref()).await?;
            if action.etape.as_deref() == Some(WAITING) {
                db::outbox::let_go(conn, id, WAITING).await?;
            }
            (EvenementAction::Livree, text(TAKEN))
        }
        Outcome::Retry { reason, after } if number < state.config.actions.max_attempts => {
            let requested = after.map_or(TimeDelta::zero(), |after| capped(after, LONGEST_REQUESTED_WAIT));
            let wait = delay(state, number).max(requested);
            let again = db::outbox::retry(conn, id, made, now + wait).await?;
            let next = format!("{reason} ; nouvel essai dans {} s", wait.num_seconds().max(1));
            (EvenementAction::Tentative, text(if again { &next } else { reason }))
        }
        Outcome::Retry { reason, .. } => {
            let cause = Cause::Unreachable { reason, http: attempt.status };
            return end(conn, state, made, action, &cause, &text(reason)).await;
        }
        Outcome::Refused { reason } => {
            let cause = Cause::Refused { reason, http: attempt.status };
            return end(conn, state, made, action, &cause, &text(reason)).await;
        }
    };
    log(action, attempt);
    db::action_events::insert(conn, id, now, event, &detail).await?;
    Ok(false)
}

/// Ends the action after its last attempt. Returns false when a callback ended it in the meantime.
async fn end(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    made: Made<'_>,
    action: &ActionRow,
    cause: &Cause<'_>,
    detail: &str,
) -> ApiResult<bool> {
    let id = action.id();
    let prospect = db::prospects::lock(conn, &action.id_prospect.0).await?;
    let prospect = prospect.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    db::action_events::insert(conn, id, made.at, EvenementAction::Tentative, detail).await?;
    if !db::outbox::give_up(conn, id, made).await? {
        return Ok(false);
    }
    let action = db::actions::lock(conn, id).await?;
    fail_action(conn, state, &prospect, &action, cause).await?;
    Ok(true)
}

/// Returns the delay before the attempt after `number`: exponential, with ±20 % of jitter so that retries spread out.
fn delay(state: &AppState, number: i32) -> TimeDelta {
    let config = &state.config.actions;
    let seconds = config.initial_delay.as_secs_f64() * config.backoff.powi(number - 1);
    let seconds = seconds * rand::random_range(0.8..=1.2);
    let longest = TimeDelta::from_std(ActionsConfig::LONGEST_DELAY).unwrap_or(TimeDelta::MAX);
    capped(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX), longest)
}

fn capped(wait: Duration, longest: TimeDelta) -> TimeDelta {
    TimeDelta::from_std(wait).unwrap_or(longest).min(longest)
}

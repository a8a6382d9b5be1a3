//! Starts actions that are asked for at the same time in one transaction, so that they share its statements and its
//! flush to the disk.
//!
//! Only plain requests share one: of a prospect that no other transaction holds, without an action of this type that
//! runs or failed, that no rule refuses, and without a seat. Each other request is started alone, which gives its
//! answer.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use common::{Action, EvenementAction, IdProspect, IdUtilisateur};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::future::join_all;
use serde_json::Value;

use super::announce;
use super::request::StartRequest;
use super::rules::Checked;
use super::start::{announcement, asked_by, judge, new_row};
use crate::db;
use crate::db::prospects::LockedProspect;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Starts an action with those that wait at this moment. Returns `None` when it must be started alone.
///
/// # Errors
/// 503 when the database does not answer.
pub(super) async fn start(state: &AppState, request: &Arc<StartRequest>) -> Option<ApiResult<Action>> {
    if request.relance_de.is_some() || names_session(request) {
        return None;
    }
    let shared = state.clone();
    state.starts.write(Arc::clone(request), |requests| start_all(shared, requests)).await
}

fn names_session(request: &StartRequest) -> bool {
    let conversion = request.parameters.conversion();
    conversion.is_some_and(|asked| asked.id_session.is_some() || asked.session_visee.is_some())
}

/// Returns the action of each request that was started, or a 503 for all: a lost connection leaves the outcome of the
/// commit unknown.
async fn start_all(state: AppState, requests: Vec<Arc<StartRequest>>) -> Vec<Option<ApiResult<Action>>> {
    match write(&state, &requests).await {
        Ok(mut started) => (0..requests.len()).map(|place| started.remove(&place).map(Ok)).collect(),
        Err(error) if error.is_outage() => {
            let reason = error.cause();
            let refused = |_| Some(Err(ApiError::unavailable(anyhow::anyhow!(reason.clone()))));
            requests.iter().map(refused).collect()
        }
        Err(error) => {
            tracing::warn!(
                requests = requests.len(),
                error = error.cause(),
                "actions are started one by one"
            );
            requests.iter().map(|_| None).collect()
        }
    }
}

/// A request that shares the transaction.
struct Plain<'a> {
    /// Its place among the requests.
    place: usize,
    request: &'a StartRequest,
    prospect: LockedProspect,
}

/// An action to start.
struct Start<'a> {
    plain: Plain<'a>,
    checked: Checked,
    parametres: Value,
    by: String,
    wished: String,
}

/// Starts the plain ones of these requests in one transaction. Returns their actions by place.
async fn write(state: &AppState, requests: &[Arc<StartRequest>]) -> ApiResult<HashMap<usize, Action>> {
    let mut conn = state.pool.get().await?;
    let started = conn.transaction(async |conn| {
        let plain = lock_plain(conn, requests).await?;
        let starts = judge_each(conn, state, plain).await;
        if starts.is_empty() { Ok(HashMap::new()) } else { insert(conn, state, &starts).await }
    });
    started.await
}

/// Locks the prospects that are free, and returns the requests that nothing recorded stands against. A prospect and an
/// Idempotency-Key have one request here.
async fn lock_plain<'a>(
    conn: &mut AsyncPgConnection,
    requests: &'a [Arc<StartRequest>],
) -> QueryResult<Vec<Plain<'a>>> {
    let ids: Vec<&str> = requests.iter().map(|request| request.id_prospect.as_str()).collect();
    let keys: Vec<_> = requests.iter().filter_map(|request| key(request)).collect();
    let mut free = db::prospects::lock_free(conn, &ids).await?;
    // After the locks, so that they see what the last holders wrote.
    let (unsettled, candidates, used) = futures_util::try_join!(
        db::starts::list_unsettled(conn, &ids),
        db::starts::list_candidates(conn, &ids),
        db::starts::list_keys(conn, &keys)
    )?;
    let mut keys = HashSet::new();
    let plain = requests.iter().enumerate().filter_map(|(place, request)| {
        let id = &request.id_prospect;
        let is_settled = !unsettled.contains(&(id.clone(), request.type_action()));
        let is_new = key(request).is_none_or(|(account, key)| {
            !used.contains(&(account.get(), key.to_owned())) && keys.insert((account, key))
        });
        let prospect = free.remove(id).filter(|_| is_settled && is_new && !candidates.contains(id))?;
        Some(Plain { place, request, prospect })
    });
    Ok(plain.collect())
}

/// Returns the account and the Idempotency-Key of a request that has one.
fn key(request: &StartRequest) -> Option<(IdUtilisateur, &str)> {
    let idempotency = request.idempotency.as_ref()?;
    Some((request.demandeur.id_utilisateur, idempotency.key.as_str()))
}

/// Applies the rules of each action's type, and returns the starts that they accept.
async fn judge_each<'a>(conn: &AsyncPgConnection, state: &AppState, plain: Vec<Plain<'a>>) -> Vec<Start<'a>> {
    // The connection sends their questions together.
    let judged = join_all(plain.iter().map(|one| judge(conn, state, one.request, &one.prospect, None))).await;
    let accepted = plain.into_iter().zip(judged).filter_map(|(plain, judged)| Some((plain, judged.ok()?)));
    let starts = accepted.map(|(plain, (checked, wished))| Start {
        parametres: checked.parameters.to_json(),
        by: plain.request.demandeur.nom_complet(),
        plain,
        checked,
        wished,
    });
    starts.collect()
}

/// Writes the actions with their events, notifications and responses. Returns them by place.
async fn insert(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    starts: &[Start<'_>],
) -> ApiResult<HashMap<usize, Action>> {
    let now = state.clock.now();
    let new: Vec<_> = starts
        .iter()
        .map(|start| new_row(start.plain.request, &start.checked, &start.parametres, &start.by, now))
        .collect();
    let rows = db::starts::insert(conn, &new, now).await?;
    let mut actions: HashMap<IdProspect, Action> =
        rows.into_iter().map(|row| (row.id_prospect.0.clone(), Action::from(row))).collect();
    let mut started = HashMap::new();
    let (mut events, mut told, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for start in starts {
        let Plain { place, request, prospect } = &start.plain;
        let Some(action) = actions.remove(&request.id_prospect) else { continue };
        events.push((action.id_conversion, asked_by(&start.by, &start.wished)));
        told.push(announcement(request, prospect));
        if request.idempotency.is_some() {
            let answer = serde_json::to_value(&action).map_err(ApiError::internal)?;
            answers.push((action.id_conversion, answer));
        }
        started.insert(*place, action);
    }
    let events = events.iter().map(|(id, detail)| (*id, now, detail.as_str()));
    futures_util::try_join!(
        db::action_events::insert_all(conn, EvenementAction::Demande, events),
        announce::write_all(conn, told, now),
        db::starts::keep_answers(conn, &answers)
    )?;
    Ok(started)
}

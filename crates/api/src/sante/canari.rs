//! Decides when to send a canari and handles its result.
//!
//! The database lets one instance send it. A healthy workflow closes its breaker, so that waiting calls leave; an
//! unhealthy one counts as a failed call only if the canari was the trial call of an open breaker. Admins are
//! notified once per change, with a journal entry that is resolved when the workflow recovers.

use chrono::{DateTime, TimeDelta, Utc};
use common::sante::ResultatCanari;
use common::{CategorieNotification, EtatWorkflow, Priorite, Severite, TypeAction, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::future::join_all;

use super::wording::message;
use crate::actions::{Announcement, Tried, note_reach, webhook_path};
use crate::db::canaris::CanariRow;
use crate::db::journal_erreurs::{NewJournalErreur, Resolution};
use crate::db::{self, Code};
use crate::error::ApiResult;
use crate::n8n::{Pong, Reach, is_alive};
use crate::notifications;
use crate::state::AppState;

/// Minimum time between two canaris of a workflow, for workers and admins, to spare n8n.
const LEAST_GAP: TimeDelta = TimeDelta::seconds(5);
/// Maximum time between two canaris of an unhealthy workflow, so that its recovery is seen soon. n8n may start after the
/// service, and answers 404 until it has activated its workflows.
const RETRY: TimeDelta = TimeDelta::seconds(30);
/// Time added to the canari's timeout. If an instance dies during its trial, another instance may try after both.
const TRIAL_MARGIN: TimeDelta = TimeDelta::seconds(5);
/// Name that resolves the journal entries.
const RESOLVER: &str = "Canari";

/// A canari in flight.
struct Sent {
    type_action: TypeAction,
    at: DateTime<Utc>,
    /// End of the lease of a trial; `None` when it is not the trial call of an open breaker.
    trial: Option<DateTime<Utc>>,
}

/// The state changes of a round of canaris, for admins.
#[derive(Default)]
struct Turned {
    bad: Vec<(EtatWorkflow, String)>,
    good: Vec<String>,
    /// True when a breaker opened or closed.
    breaker: bool,
}

/// Sends a canari to these workflows at once, except those that received one a moment ago.
pub async fn ping_now(state: &AppState, types: &[TypeAction]) -> ApiResult<Vec<ResultatCanari>> {
    let now = state.clock.now();
    let claimed = {
        let mut conn = state.pool.get().await?;
        db::canaris::claim(&mut conn, types, now, now - LEAST_GAP).await?
    };
    ping(state, &claimed).await?;
    let mut conn = state.pool.get().await?;
    let mut rows = db::canaris::list(&mut conn).await?;
    rows.sort_by_key(|row| row.type_action.0);
    let result = |row: CanariRow| ResultatCanari {
        type_action: row.type_action.0,
        nouveau: claimed.contains(&row.type_action.0),
        canari: row.last(),
    };
    Ok(rows.into_iter().filter(|row| types.contains(&row.type_action.0)).map(result).collect())
}

/// Sends the canaris that are due: those of the interval, those of unhealthy workflows after [`RETRY`], and the trials
/// of open breakers without a waiting call, whose pause grows. Workflows that do not support canaris are skipped.
/// Returns the number sent.
pub async fn ping_due(state: &AppState) -> ApiResult<usize> {
    let interval = TimeDelta::from_std(state.config.n8n.canari_interval).unwrap_or_default();
    if interval.is_zero() {
        return Ok(0);
    }
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let mut known = db::canaris::list(&mut conn).await?;
    known.retain(|row| row.etat.0 != EtatWorkflow::SansCanari);
    let open = db::disjoncteurs::list_open(&conn).await?;
    let is_open = |type_action| open.iter().any(|breaker| breaker.type_action == type_action);
    let aware: Vec<_> = known.iter().map(|row| row.type_action.0).collect();
    let unhealthy = known.iter().filter(|row| needs_somebody(row.etat.0) && !is_open(row.type_action.0));
    let unhealthy: Vec<_> = unhealthy.map(|row| row.type_action.0).collect();
    let mut claimed = db::canaris::claim(&mut conn, &aware, now, now - interval).await?;
    if !unhealthy.is_empty() {
        claimed.extend(db::canaris::claim(&mut conn, &unhealthy, now, now - interval.min(RETRY)).await?);
    }
    for breaker in open {
        let type_action = breaker.type_action;
        let is_due =
            breaker.next_trial <= now && aware.contains(&type_action) && !claimed.contains(&type_action);
        if is_due && !db::outbox::is_any_waiting(&mut conn, type_action, now).await? {
            claimed.extend(db::canaris::claim(&mut conn, &[type_action], now, now - LEAST_GAP).await?);
        }
    }
    drop(conn);
    ping(state, &claimed).await?;
    Ok(claimed.len())
}

/// Sends canaris and records the results.
async fn ping(state: &AppState, types: &[TypeAction]) -> ApiResult<()> {
    if types.is_empty() {
        return Ok(());
    }
    let mut sent = take_trials(state, types).await?;
    // All transactions lock these rows in one order.
    sent.sort_by_key(|one| one.type_action.as_str());
    let pongs = join_all(sent.iter().map(|one| state.n8n.ping(webhook_path(one.type_action), one.at))).await;
    let mut conn = state.pool.get().await?;
    let found: Vec<(&Sent, &Pong)> = sent.iter().zip(&pongs).collect();
    let turned = conn.transaction(async |conn| record(conn, state, &found).await).await?;
    drop(conn);
    if turned {
        notifications::all_records_changed(state);
    }
    state.wake.changed();
    Ok(())
}

/// Claims the trial call of each open breaker that is due; the canari then serves as the trial.
async fn take_trials(state: &AppState, types: &[TypeAction]) -> ApiResult<Vec<Sent>> {
    let now = state.clock.now();
    let limit = TimeDelta::from_std(state.n8n.ping_timeout()).unwrap_or(TRIAL_MARGIN);
    let mut conn = state.pool.get().await?;
    let mut sent = Vec::with_capacity(types.len());
    for type_action in types.iter().copied() {
        let until = now + limit + TRIAL_MARGIN;
        let is_trial = db::disjoncteurs::take_trial(&mut conn, type_action, now, until).await?;
        sent.push(Sent { type_action, at: now, trial: is_trial.then_some(until) });
    }
    Ok(sent)
}

/// Records the results of a round and notifies admins; returns true when a breaker opened or closed.
async fn record(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    found: &[(&Sent, &Pong)],
) -> QueryResult<bool> {
    let now = state.clock.now();
    let mut turned = Turned::default();
    for (sent, pong) in found {
        record_one(conn, state, sent, pong, &mut turned).await?;
    }
    for announcement in [announce_bad(&turned.bad), announce_good(&turned.good)].into_iter().flatten() {
        announcement.write(conn, now).await?;
    }
    Ok(turned.breaker)
}

async fn record_one(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    sent: &Sent,
    pong: &Pong,
    turned: &mut Turned,
) -> QueryResult<()> {
    let (type_action, now) = (sent.type_action, state.clock.now());
    let known = db::canaris::lock(conn, type_action).await?;
    if known.date_canari.is_some_and(|date| date > sent.at) {
        // A more recent canari has already reported.
        return Ok(());
    }
    let text = message(type_action, pong);
    let mut row = CanariRow {
        date_canari: Some(sent.at),
        etat: Code(pong.etat),
        statut_http: pong.status.map(i32::from),
        duree_ms: pong.duration.as_millis().try_into().unwrap_or(i64::MAX),
        message: text.clone(),
        workflow_id: pong.workflow_id.clone(),
        ..known
    };
    let closed = note(conn, state, sent, pong).await;
    turned.breaker |= closed;
    if pong.is_alive() {
        if known.signale {
            resolve(conn, known.id_journal, now).await?;
            (row.signale, row.id_journal) = (false, None);
            // A closing breaker has its own notification.
            if !closed {
                turned.good.push(text);
            }
        }
    } else if (pong.etat != known.etat.0 || !known.signale) && !is_announced(conn, type_action).await? {
        resolve(conn, known.id_journal, now).await?;
        row.id_journal = Some(db::journal_erreurs::insert(conn, &entry(type_action, &text, now)).await?);
        row.signale = true;
        tracing::warn!(
            workflow = type_action.as_str(),
            etat = pong.etat.as_str(),
            "a workflow needs somebody"
        );
        turned.bad.push((pong.etat, text));
    }
    db::canaris::update(conn, &row).await
}

/// Updates the breaker; returns true when it opened or closed.
async fn note(conn: &mut AsyncPgConnection, state: &AppState, sent: &Sent, pong: &Pong) -> bool {
    let reach = if pong.is_alive() { Reach::Answers } else { Reach::Away(&pong.reason) };
    let tried = Tried { type_action: sent.type_action, reach, lease_end: sent.trial };
    (pong.is_alive() || sent.trial.is_some()) && note_reach(conn, state, tried).await
}

/// Returns true when the breaker is open: it has already notified admins that n8n is unreachable.
async fn is_announced(conn: &mut AsyncPgConnection, type_action: TypeAction) -> QueryResult<bool> {
    Ok(db::disjoncteurs::list_open(conn).await?.iter().any(|breaker| breaker.type_action == type_action))
}

fn entry(type_action: TypeAction, message: &str, now: DateTime<Utc>) -> NewJournalErreur<'_> {
    NewJournalErreur {
        date_erreur: now,
        nom_workflow: type_action.as_str(),
        nom_noeud: None,
        message_erreur: message,
        donnees_entree: None,
        severite: Code(Severite::Erreur),
        id_conversion: None,
    }
}

async fn resolve(conn: &mut AsyncPgConnection, entry: Option<i64>, now: DateTime<Utc>) -> QueryResult<()> {
    let ids: Vec<i64> = entry.into_iter().collect();
    let resolution = Resolution { par: RESOLVER, date: now };
    db::journal_erreurs::update_resolution(conn, &ids, Some(resolution)).await?;
    Ok(())
}

fn announce_bad(bad: &[(EtatWorkflow, String)]) -> Option<Announcement> {
    let titre = match bad {
        [] => return None,
        [(etat, _)] => format!("Workflow n8n : {}", etat.libelle().to_lowercase()),
        several => format!("{} workflows n8n à vérifier", several.len()),
    };
    let messages: Vec<&str> = bad.iter().map(|(_, message)| message.as_str()).collect();
    Some(announcement(TypeNotification::ErreurWebhook, titre, &messages))
}

fn announce_good(good: &[String]) -> Option<Announcement> {
    let titre = match good {
        [] => return None,
        [_] => "Workflow n8n de nouveau actif".to_owned(),
        several => format!("{} workflows n8n de nouveau actifs", several.len()),
    };
    let messages: Vec<&str> = good.iter().map(String::as_str).collect();
    Some(announcement(TypeNotification::ActionSuccess, titre, &messages))
}

fn announcement(type_notification: TypeNotification, titre: String, messages: &[&str]) -> Announcement {
    Announcement {
        categorie: CategorieNotification::System,
        type_notification,
        priorite: Priorite::Haute,
        titre,
        message: messages.join(" "),
        lien: pages::SANTE.to_owned(),
    }
}

/// Returns true when admins must act on this state.
pub(super) fn needs_somebody(etat: EtatWorkflow) -> bool {
    !is_alive(etat) && etat != EtatWorkflow::Inconnu
}

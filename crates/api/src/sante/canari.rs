//! When a canari is sent, and what comes of what it finds.
//!
//! One instance of several sends it: who may is decided in the database. A workflow that is well again closes its breaker,
//! so that what waits leaves; one that is not counts as a failed call only when it was the try of an open breaker. Admins
//! are told of each change once, with an entry of the error journal that is resolved when the workflow is well again.

use chrono::{DateTime, TimeDelta, Utc};
use common::sante::ResultatCanari;
use common::{CategorieNotification, EtatWorkflow, Priorite, Severite, TypeAction, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::future::join_all;

use super::wording::message;
use crate::actions::{Announcement, note_reach, webhook_path};
use crate::db::canaris::CanariRow;
use crate::db::journal_erreurs::{NewJournalErreur, Resolution};
use crate::db::{self, Code};
use crate::error::ApiResult;
use crate::n8n::{Pong, Reach, is_alive};
use crate::notifications;
use crate::state::AppState;

/// Least time between two canaris of a workflow, whoever asks: n8n is not to be hammered.
const LEAST_GAP: TimeDelta = TimeDelta::seconds(5);
/// The try of a breaker is somebody else's when this is over after the canari's own limit: its instance has died.
const TRIAL_MARGIN: TimeDelta = TimeDelta::seconds(5);
/// Who resolves the journal's entries.
const RESOLVER: &str = "Canari";

/// A canari under way.
struct Sent {
    type_action: TypeAction,
    at: DateTime<Utc>,
    /// Whether it is the try of an open breaker.
    is_trial: bool,
}

/// What a round of canaris turned, for admins.
#[derive(Default)]
struct Turned {
    bad: Vec<(EtatWorkflow, String)>,
    good: Vec<String>,
    /// Whether a breaker opened or closed.
    breaker: bool,
}

/// Sends a canari to these workflows, at the same time, but for those to which one was sent a moment ago.
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

/// Sends the canaris that are due by the clock: those of the interval, and the tries of open breakers for which no call
/// waits. A workflow that does not know the canari gets none by itself. Returns how many were sent.
pub async fn ping_due(state: &AppState) -> ApiResult<usize> {
    let interval = TimeDelta::from_std(state.config.n8n.canari_interval).unwrap_or_default();
    if interval.is_zero() {
        return Ok(0);
    }
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let aware = db::canaris::list_aware(&mut conn).await?;
    let mut claimed = db::canaris::claim(&mut conn, &aware, now, now - interval).await?;
    for breaker in db::disjoncteurs::list_open(&conn).await? {
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

/// Sends them and writes down what they find.
async fn ping(state: &AppState, types: &[TypeAction]) -> ApiResult<()> {
    if types.is_empty() {
        return Ok(());
    }
    let mut sent = take_trials(state, types).await?;
    // Rows are locked in this order by everybody.
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

/// The canari of a workflow whose breaker is open is its try, when it is time.
async fn take_trials(state: &AppState, types: &[TypeAction]) -> ApiResult<Vec<Sent>> {
    let now = state.clock.now();
    let limit = TimeDelta::from_std(state.n8n.ping_timeout()).unwrap_or(TRIAL_MARGIN);
    let mut conn = state.pool.get().await?;
    let mut sent = Vec::with_capacity(types.len());
    for type_action in types.iter().copied() {
        let until = now + limit + TRIAL_MARGIN;
        let is_trial = db::disjoncteurs::take_trial(&mut conn, type_action, now, until).await?;
        sent.push(Sent { type_action, at: now, is_trial });
    }
    Ok(sent)
}

/// Writes down what a round found, and what admins are to know of it; returns whether a breaker turned.
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
        // One that was sent later has told more already.
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
            // A breaker that closes says it in its own words.
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

/// Tells the breaker; returns whether that turned it.
async fn note(conn: &mut AsyncPgConnection, state: &AppState, sent: &Sent, pong: &Pong) -> bool {
    let reach = if pong.is_alive() { Reach::Answers } else { Reach::Away(&pong.reason) };
    (pong.is_alive() || sent.is_trial) && note_reach(conn, state, sent.type_action, reach).await
}

/// An open breaker has told admins that n8n is away.
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

/// Whether admins are to see to a workflow in this state.
pub(super) fn needs_somebody(etat: EtatWorkflow) -> bool {
    !is_alive(etat) && etat != EtatWorkflow::Inconnu
}

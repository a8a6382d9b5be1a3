//! Starts an action: one transaction writes lock, seat, outbox and notification. It never waits for n8n.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use common::erreur::ActionEnCours;
use common::{Action, CategorieNotification, EvenementAction, Priorite, TypeNotification, pages};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::Value;

use super::announce::Announcement;
use super::duration;
use super::opposition;
use super::registry;
use super::request::{Idempotency, StartRequest};
use super::rules::Checked;
use super::seats::hold_seat;
use super::situation::Situation;
use super::start_together;
use crate::db::actions::{ActionRow, NewAction};
use crate::db::candidats::CandidatRow;
use crate::db::prospects::LockedProspect;
use crate::db::{self, Code, RowId, constraint};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::{metrics, rgpd};

/// Starts an action, in one transaction with those that are asked for at this moment where it can.
///
/// # Errors
/// 404 for an unknown prospect, 409 while one of this type runs or when the type's rules refuse it, 422 for a field.
pub async fn start_action(state: &AppState, request: StartRequest) -> ApiResult<Action> {
    let request = Arc::new(request);
    match start_together::start(state, &request).await {
        Some(started) => {
            let action = started?;
            metrics::action_started(request.type_action());
            state.wake.changed();
            Ok(action)
        }
        None => start_alone(state, &request).await,
    }
}

/// Starts an action in a transaction of its own.
async fn start_alone(state: &AppState, request: &StartRequest) -> ApiResult<Action> {
    let mut conn = state.pool.get().await?;
    if let Some(answer) = earlier_answer(&mut conn, request).await? {
        return Ok(answer);
    }
    let started = conn.transaction(async |conn| start(conn, state, request).await).await;
    match started {
        // A concurrent request with this key has won: return its response.
        Err(_) if request.idempotency.is_some() => match earlier_answer(&mut conn, request).await? {
            Some(answer) => Ok(answer),
            None => started,
        },
        Ok(action) => {
            metrics::action_started(request.type_action());
            state.wake.changed();
            Ok(action)
        }
        refused => refused,
    }
}

async fn earlier_answer(conn: &mut AsyncPgConnection, request: &StartRequest) -> ApiResult<Option<Action>> {
    let Some(Idempotency { key, fingerprint }) = &request.idempotency else { return Ok(None) };
    let found = db::actions::find_answer(conn, request.demandeur.id_utilisateur, key).await?;
    let Some((known, answer)) = found else { return Ok(None) };
    if known.as_ref() != Some(fingerprint) {
        return Err(ApiError::key_reused());
    }
    let answer =
        answer.ok_or_else(|| ApiError::internal(anyhow::anyhow!("idempotency key without answer")))?;
    serde_json::from_value(answer).map(Some).map_err(ApiError::internal)
}

/// Starts an action as [`start_action`] does, in the caller's transaction, without looking for an earlier answer. After
/// the commit, the caller counts the action and wakes the dispatcher.
///
/// # Errors
/// As [`start_action`].
pub async fn start(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    request: &StartRequest,
) -> ApiResult<Action> {
    let now = state.clock.now();
    let Some(prospect) = db::prospects::lock(conn, &request.id_prospect).await? else {
        return Err(rgpd::gone(conn, &request.id_prospect).await);
    };
    let (last, candidat) = futures_util::try_join!(
        db::actions::find_last(conn, &request.id_prospect, request.type_action()),
        db::candidats::find_by_prospect(conn, &request.id_prospect)
    )?;
    // A failed action that nothing replaced is the last one.
    let replaces = last.is_some();
    if let Some(running) = last.filter(ActionRow::is_running) {
        return Err(already_running(running, now));
    }
    check_restart(conn, request).await?;
    let (checked, wished) = judge(conn, state, request, &prospect, candidat.as_ref()).await?;
    let place = hold_seat(conn, &checked, &request.id_prospect, now).await?;
    let by = request.demandeur.nom_complet();
    let parametres = checked.parameters.to_json();
    let new = new_row(request, &checked, &parametres, &by, now);
    let row = db::actions::insert(conn, &new).await.map_err(refused)?;
    let id = row.id();
    if let Some(place) = place {
        db::liste_attente::accept(conn, place, id).await?;
    }
    if replaces {
        db::actions::mark_replaced(conn, &request.id_prospect, request.type_action(), Some(id)).await?;
    }
    let action = Action::from(row);
    let answer = request.idempotency.as_ref().map(|_| serde_json::to_value(&action));
    let answer = answer.transpose().map_err(ApiError::internal)?;
    let asked = asked_by(&by, &wished);
    let announcement = announcement(request, &prospect);
    // The connection sends these together.
    futures_util::try_join!(
        db::action_events::insert(conn, id, now, EvenementAction::Demande, &asked),
        announcement.write_of(conn, action.id_lot, now),
        async {
            match &answer {
                Some(answer) => db::actions::keep_answer(conn, id, answer).await,
                None => Ok(()),
            }
        }
    )?;
    Ok(action)
}

/// Applies the rules of the action's type to the locked prospect. Returns what the check decided, and what the person
/// wished, for the event.
pub(super) async fn judge(
    conn: &AsyncPgConnection,
    state: &AppState,
    request: &StartRequest,
    prospect: &LockedProspect,
    candidat: Option<&CandidatRow>,
) -> ApiResult<(Checked, String)> {
    let situation = Situation::locked(prospect, candidat, request.relance_de.is_some());
    if let Some(refusal) = registry::refusal(request.type_action(), &situation) {
        return Err(refusal);
    }
    let mut checked = registry::check(conn, state, &situation, request).await?;
    let wished = opposition::check(conn, state, prospect, &mut checked.parameters).await?;
    Ok((checked, wished))
}

/// Returns the text of the event of a request.
pub(super) fn asked_by(name: &str, wished: &str) -> String {
    format!("Demandée par {name}{wished}")
}

/// Checks that the action to restart failed and was not replaced by a later one.
async fn check_restart(conn: &mut AsyncPgConnection, request: &StartRequest) -> ApiResult<()> {
    let Some(id) = request.relance_de else { return Ok(()) };
    if db::actions::find(conn, id).await?.is_some_and(|old| old.is_relancable()) {
        return Ok(());
    }
    let detail = (
        "Cette action n’a pas échoué, ou une autre l’a remplacée.",
        "This action did not fail, or another one replaced it.",
    );
    Err(ApiError::new(ErrorCode::ActionNonRelancable, detail))
}

/// Builds the row of an action.
pub(super) fn new_row<'a>(
    request: &'a StartRequest,
    checked: &'a Checked,
    parametres: &'a Value,
    demande_par: &'a str,
    now: DateTime<Utc>,
) -> NewAction<'a> {
    let session = checked.session.as_ref();
    let conversion = checked.parameters.conversion();
    NewAction {
        id_prospect: request.id_prospect.as_str(),
        type_action: Code(request.type_action()),
        formation_retenue: conversion.and_then(|asked| asked.formation_retenue.as_deref()),
        id_session: session.map(|(id, _)| RowId(*id)),
        session_visee: session.map(|(_, libelle)| libelle.as_str()),
        place_retenue: checked.hold_seat && session.is_some(),
        date_debut_souhaitee: conversion.and_then(|asked| asked.date_debut_souhaitee),
        parametres,
        id_utilisateur: RowId(request.demandeur.id_utilisateur),
        demande_par,
        relance_de: request.relance_de.map(RowId),
        date_debut: now,
        prochaine_tentative: now + request.delai,
        cle_idempotence: request.idempotency.as_ref().map(|idempotency| idempotency.key.as_str()),
        empreinte_requete: request.idempotency.as_ref().map(|idempotency| idempotency.fingerprint.as_slice()),
    }
}

/// Builds the 409 that names who started the running action and how long ago.
pub(crate) fn already_running(running: ActionRow, now: DateTime<Utc>) -> ApiError {
    let elapsed = now - running.date_debut;
    let ago = duration::in_words(elapsed);
    let detail = format!("Lancée par {} il y a {ago}.", running.demande_par);
    let members = ActionEnCours {
        id_conversion: running.id(),
        type_action: running.type_action(),
        date_debut: running.date_debut.into(),
        demande_par: running.demande_par,
        duree_ecoulee_ms: elapsed.num_milliseconds().max(0),
    };
    ApiError::new(ErrorCode::ActionEnCours, detail).with(members)
}

/// Maps constraint violations to a 409. The lock of the prospect makes them rare; the constraints decide.
fn refused(error: diesel::result::Error) -> ApiError {
    match constraint::violated_unique(&error) {
        Some(constraint::ONE_RUNNING_ACTION | constraint::IDEMPOTENCY_KEY) => ApiError::new(
            ErrorCode::ActionEnCours,
            ("Cette action vient d’être lancée.", "This action has just been started."),
        ),
        _ => error.into(),
    }
}

/// Builds the notification of a start.
pub(super) fn announcement(request: &StartRequest, prospect: &LockedProspect) -> Announcement {
    let label = request.type_action().libelle();
    let (name, by) = (prospect.nom_complet(), request.demandeur.nom_complet());
    Announcement {
        categorie: CategorieNotification::Prospect,
        type_notification: TypeNotification::ActionStart,
        priorite: Priorite::Basse,
        titre: "Traitement en cours".to_owned(),
        message: format!("{label} de {name}, demandée par {by}."),
        lien: pages::prospect(&request.id_prospect),
    }
}

//! A click becomes an action: lock, seat, outbox and notification in one transaction. Nothing here waits for n8n.

use chrono::{DateTime, NaiveDate, Utc};
use common::auth::Utilisateur;
use common::erreur::{ActionEnCours, SessionComplete};
use common::{
    Action, CategorieNotification, EvenementAction, IdProspect, Priorite, TypeAction, TypeNotification, pages,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::Value;

use super::announce::Announcement;
use super::duration;
use super::kind::{Checked, kind};
use super::opposition;
use super::situation::Situation;
use crate::db::conversions::{ConversionRow, NewConversion};
use crate::db::prospects::LockedProspect;
use crate::db::{self, Code, constraint};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::{metrics, rgpd};

/// What is asked, by whom.
#[derive(Debug)]
pub struct StartRequest<'a> {
    /// The prospect.
    pub id_prospect: &'a IdProspect,
    /// Which action.
    pub type_action: TypeAction,
    /// Who asks.
    pub demandeur: &'a Utilisateur,
    /// Conversion: code of the formation.
    pub formation_retenue: Option<&'a str>,
    /// Conversion: the session; it wins over its label.
    pub id_session: Option<i64>,
    /// Conversion: label of a session.
    pub session_visee: Option<&'a str>,
    /// Conversion: wished start.
    pub date_debut_souhaitee: Option<NaiveDate>,
    /// What the type itself is asked, unchecked.
    pub parametres: Value,
    /// The failed action that this one takes up again.
    pub relance_de: Option<i64>,
    /// How a person who is on the opposition list asked to be contacted, in an admin's words.
    pub demande_de_la_personne: Option<&'a str>,
    /// The client's promise that the same key is the same click.
    pub idempotency: Option<Idempotency>,
}

impl<'a> StartRequest<'a> {
    /// Asks an action that is not a conversion; `parametres` are what the type itself is asked.
    pub fn new(
        id_prospect: &'a IdProspect,
        type_action: TypeAction,
        demandeur: &'a Utilisateur,
        parametres: Value,
        idempotency: Option<Idempotency>,
    ) -> Self {
        Self {
            id_prospect,
            type_action,
            demandeur,
            formation_retenue: None,
            id_session: None,
            session_visee: None,
            date_debut_souhaitee: None,
            parametres,
            relance_de: None,
            demande_de_la_personne: None,
            idempotency,
        }
    }
}

/// An `Idempotency-Key` and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// SHA-256 of what was asked: the same key for something else is an error.
    pub fingerprint: Vec<u8>,
}

/// Starts an action.
///
/// # Errors
/// 404 for an unknown prospect, 409 while one of this type runs or when the type's own rule forbids it, 422 for a field.
pub async fn start_action(state: &AppState, request: &StartRequest<'_>) -> ApiResult<Action> {
    let mut conn = state.pool.get().await?;
    if let Some(answer) = earlier_answer(&mut conn, request).await? {
        return Ok(answer);
    }
    let started = conn.transaction(async |conn| start(conn, state, request).await).await;
    match started {
        // The same key at the same instant: the other request has won by now, and its answer is ours too.
        Err(_) if request.idempotency.is_some() => match earlier_answer(&mut conn, request).await? {
            Some(answer) => Ok(answer),
            None => started,
        },
        Ok(action) => {
            metrics::action_started(request.type_action);
            state.wake.changed();
            Ok(action)
        }
        refused => refused,
    }
}

async fn earlier_answer(
    conn: &mut AsyncPgConnection,
    request: &StartRequest<'_>,
) -> ApiResult<Option<Action>> {
    let Some(Idempotency { key, fingerprint }) = &request.idempotency else { return Ok(None) };
    let found = db::conversions::find_answer(conn, request.demandeur.id_utilisateur, key).await?;
    let Some((known, answer)) = found else { return Ok(None) };
    if known.as_ref() != Some(fingerprint) {
        let detail = "Cette clé d’idempotence a déjà servi à une autre demande.";
        return Err(ApiError::new(ErrorCode::CleIdempotenceReutilisee, detail));
    }
    let answer =
        answer.ok_or_else(|| ApiError::internal(anyhow::anyhow!("idempotency key without answer")))?;
    serde_json::from_value(answer).map(Some).map_err(ApiError::internal)
}

async fn start(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    request: &StartRequest<'_>,
) -> ApiResult<Action> {
    let now = state.clock.now();
    let kind = kind(request.type_action);
    let Some(prospect) = db::prospects::lock(conn, request.id_prospect).await? else {
        return Err(rgpd::gone(conn, request.id_prospect).await);
    };
    let last = db::conversions::find_last(conn, request.id_prospect, request.type_action).await?;
    if let Some(running) = last.filter(ConversionRow::is_running) {
        return Err(already_running(running, now));
    }
    check_restart(conn, request).await?;
    let candidat = db::candidats::find_by_prospect(conn, request.id_prospect).await?;
    let situation = Situation::locked(&prospect, candidat.as_ref(), request.relance_de.is_some());
    if let Some(refusal) = kind.refusal(&situation) {
        return Err(refusal);
    }
    let mut checked = kind.check(conn, state, &situation, request).await?;
    let wished = opposition::check(conn, state, kind, &prospect, &mut checked, request).await?;
    hold_seat(conn, &checked).await?;
    let by = request.demandeur.nom_complet();
    let parametres = Value::Object(checked.parametres.clone());
    let new = new_row(request, &checked, &parametres, &by, now);
    let row = db::conversions::insert(conn, &new).await.map_err(refused)?;
    let id = row.id_conversion;
    db::conversions::mark_replaced(conn, request.id_prospect, request.type_action, id).await?;
    let asked = format!("Demandée par {by}{wished}");
    db::conversions_journal::insert(conn, id, now, EvenementAction::Demande, &asked).await?;
    announcement(request, &prospect).write(conn, now).await?;
    let action = Action::from(row);
    if request.idempotency.is_some() {
        let answer = serde_json::to_value(&action).map_err(ApiError::internal)?;
        db::conversions::keep_answer(conn, id, &answer).await?;
    }
    Ok(action)
}

/// Only a failed action that no later one replaced is taken up again.
async fn check_restart(conn: &mut AsyncPgConnection, request: &StartRequest<'_>) -> ApiResult<()> {
    let Some(id) = request.relance_de else { return Ok(()) };
    if db::conversions::find(conn, id).await?.is_some_and(|old| old.is_relancable()) {
        return Ok(());
    }
    let detail = "Cette action n’a pas échoué, ou une autre l’a remplacée.";
    Err(ApiError::new(ErrorCode::ActionNonRelancable, detail))
}

async fn hold_seat(conn: &mut AsyncPgConnection, checked: &Checked) -> ApiResult<()> {
    let Some((id_session, libelle)) = checked.session.as_ref().filter(|_| checked.hold_seat) else {
        return Ok(());
    };
    if db::catalogue::hold_seat(conn, *id_session).await? {
        return Ok(());
    }
    let detail = format!("La session « {libelle} » n’a plus de place. Choisissez-en une autre.");
    Err(ApiError::new(ErrorCode::SessionComplete, detail).with(SessionComplete { id_session: *id_session }))
}

fn new_row<'a>(
    request: &'a StartRequest<'_>,
    checked: &'a Checked,
    parametres: &'a Value,
    demande_par: &'a str,
    now: DateTime<Utc>,
) -> NewConversion<'a> {
    let session = checked.session.as_ref();
    NewConversion {
        id_prospect: request.id_prospect.as_str(),
        type_action: Code(request.type_action),
        formation_retenue: request.formation_retenue,
        id_session: session.map(|(id, _)| *id),
        session_visee: session.map(|(_, libelle)| libelle.as_str()),
        place_retenue: checked.hold_seat && session.is_some(),
        date_debut_souhaitee: request.date_debut_souhaitee,
        parametres,
        id_utilisateur: request.demandeur.id_utilisateur,
        demande_par,
        relance_de: request.relance_de,
        date_debut: now,
        prochaine_tentative: now,
        cle_idempotence: request.idempotency.as_ref().map(|idempotency| idempotency.key.as_str()),
        empreinte_requete: request.idempotency.as_ref().map(|idempotency| idempotency.fingerprint.as_slice()),
    }
}

/// 409 that names who started the running one and how long ago.
fn already_running(running: ConversionRow, now: DateTime<Utc>) -> ApiError {
    let elapsed = now - running.date_debut;
    let ago = duration::in_words(elapsed);
    let detail = format!("Lancée par {} il y a {ago}.", running.demande_par);
    let members = ActionEnCours {
        id_conversion: running.id_conversion,
        type_action: running.type_action(),
        date_debut: running.date_debut.into(),
        demande_par: running.demande_par,
        duree_ecoulee_ms: elapsed.num_milliseconds().max(0),
    };
    ApiError::new(ErrorCode::ActionEnCours, detail).with(members)
}

/// The prospect's lock makes these rare, not impossible: the constraints have the last word.
fn refused(error: diesel::result::Error) -> ApiError {
    match constraint::violated_unique(&error) {
        Some(constraint::ONE_RUNNING_ACTION | constraint::IDEMPOTENCY_KEY) => {
            ApiError::new(ErrorCode::ActionEnCours, "Cette action vient d’être lancée.")
        }
        _ => error.into(),
    }
}

fn announcement(request: &StartRequest<'_>, prospect: &LockedProspect) -> Announcement {
    let label = request.type_action.libelle();
    let (name, by) = (prospect.nom_complet(), request.demandeur.nom_complet());
    Announcement {
        categorie: CategorieNotification::Prospect,
        type_notification: TypeNotification::ActionStart,
        priorite: Priorite::Basse,
        titre: "Traitement en cours".to_owned(),
        message: format!("{label} de {name}, demandée par {by}."),
        lien: pages::prospect(request.id_prospect),
    }
}

//! The waiting list of a full session: who is added and taken off, and the answers to offers. Every change locks the
//! prospect, if it is known, then the session.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use common::auth::Utilisateur;
use common::catalogue::SessionFormation;
use common::liste_attente::{PlaceAttente, ProposePlaceRequest};
use common::{
    EtatPlace, FieldCode, IdPlace, IdProspect, IdSession, OperationAudit, StatutProspect, TypeAction,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::actions::{
    ActionParameters, ConversionParameters, OFFER, Situation, StartRequest, already_running, check_session,
    closed, hold_free_seat, offer, pass_on, start,
};
use crate::contact::Check;
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::audit::Auteur;
use crate::db::liste_attente::PlaceRow;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::{catalogue_changed, record_changed};
use crate::state::AppState;
use crate::{metrics, rgpd};

/// Maximum duration of an offer, in days.
const LONGEST: i64 = 30;
/// Field of a refused session.
const SESSION: &str = "idSession";

/// Adds a prospect to the waiting list of a session. Returns the place, and true when it is new.
///
/// # Errors
/// 404 for an unknown session or prospect, 409 for an anonymised person, a candidate, a running conversion or a session
/// with a free seat, 422 for a session that takes no candidates or a lost prospect.
pub async fn add(
    state: &AppState,
    auteur: &Auteur,
    id_session: IdSession,
    prospect: &IdProspect,
) -> ApiResult<(PlaceAttente, bool)> {
    let mut conn = state.pool.get().await?;
    let now = state.clock.now();
    let (id_place, is_new) = conn
        .transaction::<_, ApiError, _>(async |conn| {
            check_prospect(conn, prospect, now).await?;
            db::catalogue::lock_sessions(conn, &[id_session]).await?;
            if let Some(place) = db::liste_attente::find_open(conn, id_session, prospect).await? {
                return Ok((place.id_place.0, false));
            }
            check_full(conn, id_session, state.clock.today()).await?;
            let id_place = db::liste_attente::insert(conn, id_session, prospect, &auteur.nom, now).await?;
            note(conn, auteur, prospect, now).await?;
            Ok((id_place, true))
        })
        .await?;
    announce(state, prospect);
    Ok((shown(&mut conn, id_session, id_place).await?, is_new))
}

/// Locks a prospect and checks that it may wait.
async fn check_prospect(
    conn: &mut AsyncPgConnection,
    prospect: &IdProspect,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let Some(locked) = db::prospects::lock(conn, prospect).await? else {
        return Err(rgpd::gone(conn, prospect).await);
    };
    let candidat = db::candidats::find_by_prospect(conn, prospect).await?;
    if let Some(refusal) = Situation::locked(&locked, candidat.as_ref(), false).already_candidate() {
        return Err(refusal);
    }
    if locked.statut() == StatutProspect::Perdu {
        let message = "Ce prospect est perdu : changez d’abord son statut.";
        return Err(ApiError::field("idProspect", FieldCode::StatutInterdit, message));
    }
    let last = db::actions::find_last(conn, prospect, TypeAction::ConvertirCandidat).await?;
    match last.filter(ActionRow::is_running) {
        Some(running) => Err(already_running(running, now)),
        None => Ok(()),
    }
}

/// Finds a session, which must take candidates.
async fn open_session(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    today: NaiveDate,
) -> ApiResult<SessionFormation> {
    let session = db::catalogue::find_session(conn, id_session, today).await?;
    let session = session.ok_or_else(|| ApiError::not_found("Cette session"))?;
    check_session(SESSION, &session, session.id_formation)?;
    let formation = db::catalogue::find_formation(conn, &session.formation).await?;
    if formation.is_some_and(|formation| formation.active) { Ok(session) } else { Err(closed(SESSION)) }
}

/// Checks that a session takes candidates and has no free seat.
async fn check_full(conn: &mut AsyncPgConnection, id_session: IdSession, today: NaiveDate) -> ApiResult<()> {
    let session = open_session(conn, id_session, today).await?;
    if session.complete {
        return Ok(());
    }
    let (libelle, free) = (session.libelle, session.places_restantes);
    let places = if free == 1 { "place" } else { "places" };
    let detail = format!("La session « {libelle} » a encore {free} {places} : convertissez directement.");
    Err(ApiError::new(ErrorCode::SessionNonComplete, detail))
}

/// Takes a place off the list, and offers its seat to the next one if it held one. Idempotent.
///
/// # Errors
/// 404 for an unknown place.
pub async fn remove(
    state: &AppState,
    auteur: &Auteur,
    id_session: IdSession,
    id_place: IdPlace,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let now = state.clock.now();
    let removed = conn.transaction::<_, ApiError, _>(async |conn| {
        let place = lock(conn, id_session, id_place).await?;
        match place.etat.0 {
            EtatPlace::EnAttente => {
                db::liste_attente::set_etat(conn, id_place, EtatPlace::Retiree).await?;
            }
            EtatPlace::Proposee => pass_on(conn, id_session, id_place, EtatPlace::Retiree, now).await?,
            _ => return Ok(None),
        }
        note(conn, auteur, &place.id_prospect.0, now).await?;
        Ok(Some(place.id_prospect.0))
    });
    if let Some(prospect) = removed.await? {
        announce(state, &prospect);
    }
    Ok(())
}

/// Offers a free seat to somebody who waits, or changes the end of a running offer.
///
/// # Errors
/// 404 for an unknown place, 409 for one that is no longer on the list or when no seat is free, 422 for an end that is
/// past or too far.
pub async fn propose(
    state: &AppState,
    auteur: &Auteur,
    id_session: IdSession,
    id_place: IdPlace,
    asked: &ProposePlaceRequest,
) -> ApiResult<PlaceAttente> {
    let now = state.clock.now();
    let until = until(asked, now)?;
    let mut conn = state.pool.get().await?;
    let prospect = conn.transaction::<_, ApiError, _>(async |conn| {
        let place = lock(conn, id_session, id_place).await?;
        match place.etat.0 {
            EtatPlace::EnAttente => {
                hold_free_seat(conn, id_session, state.clock.today()).await?;
                offer(conn, id_session, &place, until.unwrap_or(now + OFFER), now).await?;
            }
            EtatPlace::Proposee => {
                let end = until.or(place.expire_le).unwrap_or(now + OFFER);
                db::liste_attente::offer(conn, id_place, end).await?;
            }
            _ => return Err(not_offered()),
        }
        note(conn, auteur, &place.id_prospect.0, now).await?;
        Ok(place.id_prospect.0)
    });
    announce(state, &prospect.await?);
    shown(&mut conn, id_session, id_place).await
}

/// Reads the end of an offer.
fn until(asked: &ProposePlaceRequest, now: DateTime<Utc>) -> ApiResult<Option<DateTime<Utc>>> {
    let Some(typed) = &asked.expire_le else { return Ok(None) };
    let mut check = Check::default();
    let until = DateTime::parse_from_rfc3339(typed.as_str()).ok().map(|until| until.to_utc());
    match until {
        None => check.refuse("expireLe", FieldCode::DateInvalide, "Une date et une heure, en RFC 3339."),
        Some(until) if until <= now => {
            check.refuse("expireLe", FieldCode::DatePassee, "Cette date est passée.");
        }
        Some(until) if until > now + TimeDelta::days(LONGEST) => {
            check.refuse("expireLe", FieldCode::HorsLimites, "Une proposition dure 30 jours au plus.");
        }
        Some(_) => {}
    }
    check.finish()?;
    Ok(until)
}

/// Records the answer to an offer: starts the conversion into the session, or offers the seat to the next one.
/// Idempotent.
///
/// # Errors
/// 404 for an unknown place, 409 for one without an open offer, and those of the conversion.
pub async fn answer(
    state: &AppState,
    person: &Utilisateur,
    id_session: IdSession,
    id_place: IdPlace,
    accepte: bool,
) -> ApiResult<PlaceAttente> {
    if accepte {
        convert(state, person, id_session, id_place).await?;
        return shown(&mut *state.pool.get().await?, id_session, id_place).await;
    }
    let mut conn = state.pool.get().await?;
    let now = state.clock.now();
    let refused = conn.transaction::<_, ApiError, _>(async |conn| {
        let place = lock(conn, id_session, id_place).await?;
        match place.etat.0 {
            EtatPlace::Proposee => pass_on(conn, id_session, id_place, EtatPlace::Refusee, now).await?,
            EtatPlace::Refusee => return Ok(None),
            _ => return Err(not_offered()),
        }
        note(conn, &Auteur::from(person), &place.id_prospect.0, now).await?;
        Ok(Some(place.id_prospect.0))
    });
    if let Some(prospect) = refused.await? {
        announce(state, &prospect);
    }
    shown(&mut conn, id_session, id_place).await
}

/// Starts the conversion of an accepted offer, whose seat passes to it. A repeated acceptance starts nothing.
async fn convert(
    state: &AppState,
    person: &Utilisateur,
    id_session: IdSession,
    id_place: IdPlace,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let place = db::liste_attente::find(&mut conn, id_session, id_place).await?;
    let prospect = place.ok_or_else(|| ApiError::not_found("Cette place"))?.id_prospect.0;
    let now = state.clock.now();
    let started = conn.transaction::<_, ApiError, _>(async |conn| {
        // The start takes these locks too. With them, nobody else ends the offer before the commit.
        db::prospects::lock(conn, &prospect).await?;
        let place = lock(conn, id_session, id_place).await?;
        match place.etat.0 {
            EtatPlace::Acceptee => return Ok(false),
            EtatPlace::Proposee if place.expire_le.is_some_and(|end| end > now) => {}
            _ => return Err(not_offered()),
        }
        let session = open_session(conn, id_session, state.clock.today()).await?;
        start(conn, state, &conversion(person, &place, session)).await?;
        Ok(true)
    });
    if started.await? {
        metrics::action_started(TypeAction::ConvertirCandidat);
        announce(state, &prospect);
    }
    Ok(())
}

/// Builds the request for the conversion of the prospect of an offer into its session.
fn conversion(person: &Utilisateur, place: &PlaceRow, session: SessionFormation) -> StartRequest {
    StartRequest {
        id_prospect: place.id_prospect.0.clone(),
        demandeur: person.clone(),
        parameters: ActionParameters::Conversion(ConversionParameters {
            formation_retenue: Some(session.formation),
            id_session: Some(session.id_session),
            session_visee: None,
            date_debut_souhaitee: None,
        }),
        relance_de: None,
        delai: TimeDelta::zero(),
        idempotency: None,
    }
}

/// Locks a session and finds a place on its list.
async fn lock(conn: &mut AsyncPgConnection, id_session: IdSession, id_place: IdPlace) -> ApiResult<PlaceRow> {
    db::catalogue::lock_sessions(conn, &[id_session]).await?;
    let place = db::liste_attente::find(conn, id_session, id_place).await?;
    place.ok_or_else(|| ApiError::not_found("Cette place"))
}

async fn shown(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    id_place: IdPlace,
) -> ApiResult<PlaceAttente> {
    let place = db::liste_attente::find_shown(conn, id_session, id_place).await?;
    place.ok_or_else(|| ApiError::not_found("Cette place"))
}

async fn note(
    conn: &mut AsyncPgConnection,
    auteur: &Auteur,
    prospect: &IdProspect,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let champs = ["listesAttente"];
    db::audit::insert(conn, prospect, OperationAudit::Modification, &champs, auteur, now).await?;
    Ok(())
}

fn announce(state: &AppState, prospect: &IdProspect) {
    record_changed(state, prospect);
    catalogue_changed(state);
    state.wake.changed();
}

fn not_offered() -> ApiError {
    let detail = (
        "Aucune place n’est proposée à cette personne : l’offre est finie, ou n’est pas encore faite.",
        "No seat is offered to this person: the offer is over, or was not made yet.",
    );
    ApiError::new(ErrorCode::PlaceNonProposee, detail)
}

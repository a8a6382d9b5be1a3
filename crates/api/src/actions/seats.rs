//! Seats of sessions. A conversion holds one while it runs, gives it to the candidate on success, and releases it on
//! failure. A candidate may move to another session later.

use chrono::{DateTime, NaiveDate, Utc};
use common::catalogue::SessionFormation;
use common::erreur::SessionComplete;
use common::{FieldCode, IdPlace, IdProspect, IdSession};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::offers::{find_offer, offer_again, offer_free_seats};
use super::rules::Checked;
use crate::clock::school_day;
use crate::db;
use crate::db::actions::ActionRow;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Holds a seat of the session that the check chose, if it asks for one. Returns the place on the waiting list whose
/// offer already holds it, if there is one. An offer that is over gives no seat, although it still holds one until the
/// worker passes it on.
///
/// # Errors
/// 409 for a session without a free seat.
pub(super) async fn hold_seat(
    conn: &mut AsyncPgConnection,
    checked: &Checked,
    prospect: &IdProspect,
    now: DateTime<Utc>,
) -> ApiResult<Option<IdPlace>> {
    let Some((id_session, libelle)) = checked.session.as_ref().filter(|_| checked.hold_seat) else {
        return Ok(None);
    };
    db::catalogue::lock_sessions(conn, &[*id_session]).await?;
    let offer = find_offer(conn, *id_session, prospect).await?;
    if let Some(place) = offer.filter(|place| place.expire_le.is_some_and(|end| end > now)) {
        return Ok(Some(place.id_place.0));
    }
    let is_for_others = is_for_others(conn, *id_session).await?;
    if is_for_others || !db::catalogue::hold_seat(conn, *id_session, school_day(now)).await? {
        return Err(full(*id_session, libelle));
    }
    Ok(None)
}

/// Holds a free seat of a session for an offer. The caller has locked the session.
///
/// # Errors
/// 409 for a session without a free seat.
pub(crate) async fn hold_free_seat(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    today: NaiveDate,
) -> ApiResult<()> {
    if db::catalogue::hold_seat(conn, id_session, today).await? {
        return Ok(());
    }
    Err(no_seat(conn, id_session, today).await?)
}

async fn no_seat(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    today: NaiveDate,
) -> QueryResult<ApiError> {
    let session = db::catalogue::find_session(conn, id_session, today).await?;
    Ok(full(id_session, session.as_ref().map_or("", |session| &session.libelle)))
}

/// Returns true when somebody waits for a seat of a session: a free seat is then offered, not taken.
async fn is_for_others(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<bool> {
    Ok(db::liste_attente::find_first_waiting(conn, id_session).await?.is_some())
}

/// Builds the 409 of a session without a free seat.
fn full(id_session: IdSession, libelle: &str) -> ApiError {
    let detail = format!("La session « {libelle} » n’a plus de place. Choisissez-en une autre.");
    ApiError::new(ErrorCode::SessionComplete, detail).with(SessionComplete { id_session })
}

/// Checks that a session belongs to a formation and takes candidates. `champ` names the field of the request.
///
/// # Errors
/// 422 with the field.
pub(crate) fn check_session(champ: &str, session: &SessionFormation, id_formation: i64) -> ApiResult<()> {
    if session.id_formation != id_formation {
        return Err(ApiError::field(
            champ,
            FieldCode::SessionAutreFormation,
            "Cette session est celle d’une autre formation.",
        ));
    }
    if !session.statut_session.takes_candidates() {
        return Err(closed(champ));
    }
    Ok(())
}

/// Builds the 422 of a session that takes no candidates.
pub(crate) fn closed(champ: &str) -> ApiError {
    ApiError::field(champ, FieldCode::SessionFermee, "Cette session ne prend plus de candidats.")
}

/// Gives a candidate a seat of `session` and frees the seat of `from`. The caller has locked both sessions and checked
/// that `session` may be chosen.
///
/// # Errors
/// 409 for a session without a free seat.
pub(crate) async fn move_seat(
    conn: &mut AsyncPgConnection,
    from: Option<IdSession>,
    session: &SessionFormation,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    retake_seat(conn, session.id_session, school_day(now)).await?;
    if let Some(from) = from {
        free_seat(conn, from, now).await?;
    }
    Ok(())
}

/// Frees the seat of a candidate who leaves a session, and offers it to those who wait.
pub(crate) async fn free_seat(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    db::catalogue::free_seat(conn, id_session).await?;
    offer_free_seats(conn, id_session, now).await
}

/// Takes a free seat of a session for a candidate.
///
/// # Errors
/// 409 for a session without a free seat.
pub(crate) async fn retake_seat(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    today: NaiveDate,
) -> ApiResult<()> {
    db::catalogue::lock_sessions(conn, &[id_session]).await?;
    if !is_for_others(conn, id_session).await? && db::catalogue::give_seat(conn, id_session).await? {
        return Ok(());
    }
    Err(no_seat(conn, id_session, today).await?)
}

/// Releases the seat that the action holds: it is offered again to the prospect, if an offer gave it, or else to those
/// who wait.
pub(super) async fn release_seat(
    conn: &mut AsyncPgConnection,
    action: &ActionRow,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let (true, Some(session)) = (action.place_retenue, action.session()) else { return Ok(()) };
    db::catalogue::lock_sessions(conn, &[session]).await?;
    if offer_again(conn, action.id(), now).await? {
        return Ok(());
    }
    db::catalogue::release_seat(conn, session).await?;
    offer_free_seats(conn, session, now).await
}

/// Gives the held seat to the candidate. If the seat was already released, the candidate gets the one that is offered to
/// the prospect, a free one, or none.
pub(super) async fn take_seat(
    conn: &mut AsyncPgConnection,
    action: &ActionRow,
) -> QueryResult<(Option<IdSession>, String)> {
    let Some(session) = action.session() else { return Ok((None, String::new())) };
    let prospect = &action.id_prospect.0;
    // The candidate leaves every waiting list: all sessions are locked in one order.
    let mut sessions = db::liste_attente::sessions_of(conn, prospect).await?;
    sessions.push(session);
    db::catalogue::lock_sessions(conn, &sessions).await?;
    let offered = if action.place_retenue { None } else { find_offer(conn, session, prospect).await? };
    if let Some(place) = &offered {
        db::liste_attente::accept(conn, place.id_place.0, action.id()).await?;
    }
    let given = if action.place_retenue || offered.is_some() {
        db::catalogue::give_held_seat(conn, session).await?
    } else {
        db::catalogue::give_seat(conn, session).await?
    };
    if given {
        return Ok((Some(session), String::new()));
    }
    let label = action.session_visee.as_deref().unwrap_or("demandée");
    Ok((None, format!(" La session « {label} » est complète : place à attribuer.")))
}

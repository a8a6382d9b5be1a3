//! Offers of seats to the prospects who wait for a full session. An offer holds its seat until it is accepted, refused
//! or over; the seat then passes to the conversion, or to the next one on the list, in the same transaction.

use chrono::{DateTime, TimeDelta, Utc};
use common::{
    CategorieNotification, EtatPlace, IdAction, IdPlace, IdProspect, IdSession, Priorite, TypeNotification,
    pages,
};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::announce::Announcement;
use crate::clock::school_day;
use crate::db;
use crate::db::liste_attente::PlaceRow;
use crate::error::ApiResult;
use crate::notifications::{all_records_changed, catalogue_changed, tell_record_changed};
use crate::state::AppState;

/// Usual duration of an offer: an e-mail of a Friday is still answered on Monday.
pub(crate) const OFFER: TimeDelta = TimeDelta::days(3);

/// Offers the free seats of a session to those who wait, in their order. The caller has locked the session.
pub(crate) async fn offer_free_seats(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    while let Some(place) = db::liste_attente::find_first_waiting(conn, id_session).await? {
        if !db::catalogue::hold_seat(conn, id_session, school_day(now)).await? {
            return Ok(());
        }
        offer(conn, id_session, &place, now + OFFER, now).await?;
    }
    Ok(())
}

/// Offers a held seat until this instant, and tells the admins, who write to the person.
pub(crate) async fn offer(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    place: &PlaceRow,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    db::liste_attente::offer(conn, place.id_place.0, until).await?;
    let session = db::catalogue::find_session(conn, id_session, school_day(now)).await?;
    let label = session.map(|session| session.libelle).unwrap_or_default();
    let prospect = &place.id_prospect.0;
    let name = db::prospects::find_name(conn, prospect).await?;
    let announcement = Announcement {
        categorie: CategorieNotification::Prospect,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Une place s’est libérée".to_owned(),
        message: format!("Session « {label} » : à proposer à {name}."),
        lien: pages::prospect(prospect),
    };
    announcement.write(conn, now).await?;
    tell_record_changed(conn, prospect).await
}

/// Releases the seat of an offer and offers it to the next one. The caller has locked the session.
pub(crate) async fn pass_on(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    id_place: IdPlace,
    etat: EtatPlace,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    db::liste_attente::set_etat(conn, id_place, etat).await?;
    db::catalogue::release_seat(conn, id_session).await?;
    offer_free_seats(conn, id_session, now).await
}

/// Finds the open offer of a seat of a session to a prospect.
pub(super) async fn find_offer(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    prospect: &IdProspect,
) -> QueryResult<Option<PlaceRow>> {
    let place = db::liste_attente::find_open(conn, id_session, prospect).await?;
    Ok(place.filter(|place| place.etat.0 == EtatPlace::Proposee))
}

/// Offers the seat of a failed conversion again to the prospect whose offer started it. Returns false for a conversion
/// without an offer. The caller has locked the session.
pub(super) async fn offer_again(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let Some(place) = db::liste_attente::find_of_conversion(conn, id).await? else { return Ok(false) };
    db::liste_attente::offer(conn, place.id_place.0, now + OFFER).await?;
    Ok(true)
}

/// Ends the offers that are over, and offers free seats to those who wait; returns the number of ended offers. A session
/// whose list fails does not block the others and is tried again at the next pass.
///
/// # Errors
/// 503 while the database does not answer.
pub async fn expire_offers(state: &AppState) -> ApiResult<usize> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let sessions = db::liste_attente::sessions_to_serve(&mut conn, now, school_day(now)).await?;
    let mut served = Vec::new();
    let mut outage = Ok(());
    for id_session in sessions {
        match conn.transaction(async |conn| expire_in(conn, id_session, now).await).await {
            Ok(ended) => served.push(ended),
            Err(error) if error.is_outage() => {
                outage = Err(error);
                break;
            }
            Err(error) => {
                let (id_session, error) = (id_session.get(), error.cause());
                tracing::error!(id_session, error, "the waiting list of a session was not served");
            }
        }
    }
    if !served.is_empty() {
        all_records_changed(state);
        catalogue_changed(state);
        state.wake.changed();
    }
    outage.map(|()| served.iter().sum())
}

/// Serves the waiting list of a session. The lock of the session makes each offer end once, whatever the number of
/// instances.
async fn expire_in(
    conn: &mut AsyncPgConnection,
    id_session: IdSession,
    now: DateTime<Utc>,
) -> ApiResult<usize> {
    db::catalogue::lock_sessions(conn, &[id_session]).await?;
    let ended = db::liste_attente::expire(conn, id_session, now).await?;
    for _ in 0..ended {
        db::catalogue::release_seat(conn, id_session).await?;
    }
    offer_free_seats(conn, id_session, now).await?;
    Ok(ended)
}

//! Seats of sessions. A conversion holds one while it runs, gives it to the candidate on success, and releases it on
//! failure. A candidate may move to another session later.

use common::catalogue::SessionFormation;
use common::erreur::SessionComplete;
use common::{FieldCode, IdSession};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::rules::Checked;
use crate::db;
use crate::db::actions::ActionRow;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Holds a seat of the session that the check chose, if it asks for one.
///
/// # Errors
/// 409 for a session without a free seat.
pub(super) async fn hold_seat(conn: &mut AsyncPgConnection, checked: &Checked) -> ApiResult<()> {
    let Some((id_session, libelle)) = checked.session.as_ref().filter(|_| checked.hold_seat) else {
        return Ok(());
    };
    if db::catalogue::hold_seat(conn, *id_session).await? {
        return Ok(());
    }
    Err(full(*id_session, libelle))
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
        return Err(ApiError::field(
            champ,
            FieldCode::SessionFermee,
            "Cette session ne prend plus de candidats.",
        ));
    }
    Ok(())
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
) -> ApiResult<()> {
    if !db::catalogue::give_seat(conn, session.id_session).await? {
        return Err(full(session.id_session, &session.libelle));
    }
    if let Some(from) = from {
        db::catalogue::free_seat(conn, from).await?;
    }
    Ok(())
}

/// Releases the seat that the action holds.
pub(super) async fn release_seat(conn: &mut AsyncPgConnection, action: &ActionRow) -> QueryResult<()> {
    if let (true, Some(session)) = (action.place_retenue, action.session()) {
        db::catalogue::release_seat(conn, session).await?;
    }
    Ok(())
}

/// Gives the held seat to the candidate. If the seat was already released, the candidate gets a free one, or none.
pub(super) async fn take_seat(
    conn: &mut AsyncPgConnection,
    action: &ActionRow,
) -> QueryResult<(Option<IdSession>, String)> {
    let Some(session) = action.session() else { return Ok((None, String::new())) };
    let given = if action.place_retenue {
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

//! Changes of a candidate: the session, the pieces of the file, the decision, the return to a prospect.

mod decision;
mod pieces;
mod retour;

use chrono::{DateTime, Utc};
use common::{FieldCode, IdCandidat, IdSession, OperationAudit};
pub use decision::{decide, withdraw};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
pub use pieces::{change_piece, cut_reason};
pub use retour::return_to_prospect;

use crate::actions::{check_session, move_seat};
use crate::clock::school_day;
use crate::db;
use crate::db::RowId;
use crate::db::audit::Auteur;
use crate::db::candidats::CandidatRow;
use crate::error::{ApiError, ApiResult};
use crate::notifications::{catalogue_changed, record_changed};
use crate::state::AppState;

/// Moves a candidate to a session: takes a seat there and frees the seat of the former session, in one transaction. A
/// refused or withdrawn candidate takes no seat until accepted. Idempotent: returns false when nothing changes.
///
/// # Errors
/// 404 for an unknown candidate, 409 for an anonymised one or for a session without a free seat, 422 for a session that
/// is unknown, of another formation or closed.
pub async fn change_session(
    state: &AppState,
    auteur: &Auteur,
    id_candidat: IdCandidat,
    id_session: IdSession,
) -> ApiResult<bool> {
    let mut conn = state.pool.get().await?;
    let Some(prospect) = db::candidats::find_prospect(&mut conn, id_candidat).await? else {
        return Err(ApiError::not_found("Ce candidat"));
    };
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        // Locks the prospect before the sessions, as actions do, so that two transactions cannot deadlock.
        let candidat = decision::lock(conn, &prospect).await?;
        let now = state.clock.now();
        let changed = change(conn, &candidat, id_session, now).await?;
        if changed {
            let champs = ["idSession"];
            db::audit::insert(conn, &prospect, OperationAudit::Modification, &champs, auteur, now).await?;
        }
        Ok(changed)
    });
    let is_changed = changed.await?;
    if is_changed {
        record_changed(state, &prospect);
        catalogue_changed(state);
    }
    Ok(is_changed)
}

/// Changes the session of a locked candidate. Returns false when the candidate already has that session.
async fn change(
    conn: &mut AsyncPgConnection,
    candidat: &CandidatRow,
    id_session: IdSession,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let from = candidat.id_session.map(|RowId(id)| id);
    if from == Some(id_session) {
        return Ok(false);
    }
    let both: Vec<_> = from.into_iter().chain([id_session]).collect();
    db::catalogue::lock_sessions(conn, &both).await?;
    let session = db::catalogue::find_session(conn, id_session, school_day(now)).await?.ok_or_else(|| {
        ApiError::field("idSession", FieldCode::SessionInconnue, "Cette session n’existe pas.")
    })?;
    let formation = db::catalogue::find_formation(conn, &candidat.formation_retenue).await?;
    let formation = formation.ok_or_else(|| ApiError::not_found("Cette formation"))?;
    check_session("idSession", &session, formation.id_formation)?;
    if candidat.statut_dossier.0.is_active() {
        move_seat(conn, from, &session, now).await?;
    }
    db::candidats::set_session(conn, candidat.id_candidat.0, id_session).await?;
    Ok(true)
}

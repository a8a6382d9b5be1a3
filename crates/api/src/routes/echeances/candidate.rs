//! `GET /api/candidats/{idCandidat}/echeances`.

use actix_web::{get, web};
use common::IdCandidat;
use common::echeance::EcheancesSession;

use crate::db;
use crate::echeances;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects};
use crate::state::AppState;

/// Returns the date limits of a candidate: those of their session for their way of paying.
///
/// The list is empty while the candidate has no session or no way of paying. It leaves out the limits that count from the
/// signature of the contract, whose day is not stored: `listEcheancesSession` gives them for a day.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "listEcheancesCandidat",
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses((status = 200, description = "Date limits, the first one first", body = EcheancesSession)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats/{idCandidat}/echeances")]
pub async fn list_echeances_candidat(
    _: AdminOrKey<ReadProspects>,
    Id(id): Id<IdCandidat>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<EcheancesSession>> {
    let mut conn = state.pool.get().await?;
    let candidate = db::echeances::candidate(&mut conn, id).await?;
    let (id_session, financement) = candidate.ok_or_else(|| ApiError::not_found("Ce candidat"))?;
    let session = match id_session {
        Some(id) => db::catalogue::find_session(&conn, id, state.clock.today()).await?,
        None => None,
    };
    let Some((session, mode)) = session.zip(financement) else {
        let nothing = EcheancesSession { financement, avertissements: Vec::new(), echeances: Vec::new() };
        return Ok(web::Json(nothing));
    };
    Ok(web::Json(echeances::of_session(&mut conn, &state, &session, mode, None).await?))
}

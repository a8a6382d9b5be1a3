//! `GET /api/candidats/{idCandidat}`.

use actix_web::{get, web};
use common::{Candidat, IdCandidat};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects};
use crate::state::AppState;

/// Returns one candidate.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "getCandidat",
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses(
        (status = 200, description = "The candidate", body = Candidat),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats/{idCandidat}")]
pub async fn get_candidat(
    _: AdminOrKey<ReadProspects>,
    Id(id): Id<IdCandidat>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Candidat>> {
    let conn = state.pool.get().await?;
    let candidat = db::candidats::find(&conn, id).await?.ok_or_else(|| ApiError::not_found("Ce candidat"))?;
    Ok(web::Json(candidat))
}

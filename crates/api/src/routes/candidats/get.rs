//! `GET /api/candidats/{idCandidat}`.

use actix_web::{HttpResponse, get, web};
use common::{CandidatDetail, IdCandidat};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects, etag};
use crate::state::AppState;

/// Returns one candidate with the pieces of the file.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "getCandidat",
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses(
        (status = 200, description = "The candidate", body = CandidatDetail,
            headers(("etag" = String, description = "Version of the candidate and of its pieces, for `If-Match`"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats/{idCandidat}")]
pub async fn get_candidat(
    _: AdminOrKey<ReadProspects>,
    Id(id): Id<IdCandidat>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    whole(&state, id).await
}

/// Answers with a candidate, the pieces of the file, and its version.
pub(super) async fn whole(state: &AppState, id: IdCandidat) -> ApiResult<HttpResponse> {
    let conn = state.pool.get().await?;
    let found = db::candidats::find(&conn, id).await?;
    let (candidat, version) = found.ok_or_else(|| ApiError::not_found("Ce candidat"))?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(candidat))
}

//! `GET /api/candidats/{idCandidat}`.

use actix_web::{HttpResponse, get, web};
use common::{CandidatDetail, IdCandidat, OperationAudit};

use crate::db;
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects, etag};
use crate::rgpd::note_reading;
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
    AdminOrKey { caller, .. }: AdminOrKey<ReadProspects>,
    Id(id): Id<IdCandidat>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    whole(&state, &Auteur::from(&caller), id, false).await
}

/// Answers with a candidate, the pieces of the file, and its version. A request without an audit entry of its own gets
/// the entry of a reading.
pub(super) async fn whole(
    state: &AppState,
    auteur: &Auteur,
    id: IdCandidat,
    is_audited: bool,
) -> ApiResult<HttpResponse> {
    let conn = state.pool.get().await?;
    let found = db::candidats::find(&conn, id).await?;
    let (candidat, version) = found.ok_or_else(|| ApiError::not_found("Ce candidat"))?;
    if !is_audited {
        note_reading(state, &conn, auteur, &candidat.candidat.id_prospect, OperationAudit::Lecture).await;
    }
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(candidat))
}

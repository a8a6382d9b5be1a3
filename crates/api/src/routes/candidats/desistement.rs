//! `POST /api/candidats/{idCandidat}/desistement`.

use actix_web::{HttpResponse, post, web};
use common::candidat::WithdrawCandidatRequest;
use common::{CandidatDetail, IdCandidat};

use super::get::whole;
use crate::candidats;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Records that a candidate withdrew, and frees the seat at once.
///
/// The candidate keeps the file number, and `idSession` names the session that was left. Idempotent.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "withdrawCandidat",
    request_body = WithdrawCandidatRequest,
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses(
        (status = 200, description = "The candidate as it is now", body = CandidatDetail,
            headers(("etag" = String, description = "Version of the candidate and of its pieces"))),
    ),
    security(("session" = [])),
)]
#[post("/api/candidats/{idCandidat}/desistement")]
pub async fn withdraw_candidat(
    AdminUser(person): AdminUser,
    Id(id): Id<IdCandidat>,
    ValidJson(request): ValidJson<WithdrawCandidatRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let auteur = Auteur::from(&person);
    let is_changed = candidats::withdraw(&state, &auteur, id, &request).await?;
    whole(&state, &auteur, id, is_changed).await
}

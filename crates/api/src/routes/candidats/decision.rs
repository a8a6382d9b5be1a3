//! `POST /api/candidats/{idCandidat}/decision`.

use actix_web::{HttpResponse, post, web};
use common::candidat::DecideCandidatRequest;
use common::{CandidatDetail, IdCandidat};

use super::get::whole;
use crate::candidats;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Accepts or refuses a candidate; a refusal needs a reason.
///
/// A refused candidate frees the seat at once. A candidate who is accepted after a refusal or a withdrawal takes a seat
/// of the session again. Idempotent.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "decideCandidat",
    request_body = DecideCandidatRequest,
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses(
        (status = 200, description = "The candidate as it is now", body = CandidatDetail,
            headers(("etag" = String, description = "Version of the candidate and of its pieces"))),
    ),
    security(("session" = [])),
)]
#[post("/api/candidats/{idCandidat}/decision")]
pub async fn decide_candidat(
    AdminUser(person): AdminUser,
    Id(id): Id<IdCandidat>,
    ValidJson(request): ValidJson<DecideCandidatRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let auteur = Auteur::from(&person);
    let is_changed = candidats::decide(&state, &auteur, id, &request).await?;
    whole(&state, &auteur, id, is_changed).await
}

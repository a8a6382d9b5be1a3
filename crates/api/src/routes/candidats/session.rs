//! `POST /api/candidats/{idCandidat}/changement-session`.

use actix_web::{HttpResponse, post, web};
use common::candidat::MoveCandidatRequest;
use common::{CandidatDetail, IdCandidat};

use super::get::whole;
use crate::candidats;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Gives a candidate a seat in a session, or moves the candidate there from the present session.
///
/// The seat of the former session is free again at once. Idempotent.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "moveCandidat",
    request_body = MoveCandidatRequest,
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses(
        (status = 200, description = "The candidate as it is now", body = CandidatDetail,
            headers(("etag" = String, description = "Version of the candidate and of its pieces"))),
    ),
    security(("session" = [])),
)]
#[post("/api/candidats/{idCandidat}/changement-session")]
pub async fn move_candidat(
    AdminUser(person): AdminUser,
    Id(id): Id<IdCandidat>,
    ValidJson(request): ValidJson<MoveCandidatRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let auteur = Auteur::from(&person);
    let is_changed = candidats::change_session(&state, &auteur, id, request.id_session).await?;
    whole(&state, &auteur, id, is_changed).await
}

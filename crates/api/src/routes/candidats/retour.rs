//! `POST /api/candidats/{idCandidat}/retour-prospect`.

use actix_web::{HttpResponse, post, web};
use common::IdCandidat;

use crate::candidats;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Makes a candidate a prospect again, and frees the seat at once.
///
/// The prospect gets the statut before the conversion, or `EN_ECHANGE`, and can be converted again. The file number stays
/// reserved to the person. Idempotent.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "returnToProspect",
    params(("idCandidat" = i64, Path, description = "The candidate")),
    responses((status = 204, description = "The candidate is a prospect again")),
    security(("session" = [])),
)]
#[post("/api/candidats/{idCandidat}/retour-prospect")]
pub async fn return_to_prospect(
    AdminUser(person): AdminUser,
    Id(id): Id<IdCandidat>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    candidats::return_to_prospect(&state, &Auteur::from(&person), id).await?;
    Ok(HttpResponse::NoContent().finish())
}

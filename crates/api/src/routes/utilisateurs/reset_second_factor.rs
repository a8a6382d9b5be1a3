//! `DELETE /api/utilisateurs/{idUtilisateur}/second-facteur`.

use actix_web::{HttpResponse, delete, web};
use common::IdUtilisateur;

use crate::db::journal_securite::Client;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{Id, VerifiedAdmin};
use crate::state::AppState;
use crate::utilisateurs;

/// Removes the second factor of a person who lost it, and ends that person's sessions.
///
/// Refused for one's own second factor, whose removal requires a code.
#[utoipa::path(
    tag = "Utilisateurs",
    operation_id = "resetSecondFacteur",
    params(("idUtilisateur" = i64, Path, description = "The person")),
    responses((status = 204, description = "The person has no second factor")),
    security(("session" = [])),
)]
#[delete("/api/utilisateurs/{idUtilisateur}/second-facteur")]
pub async fn reset_second_facteur(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    Id(id): Id<IdUtilisateur>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    if admin.id_utilisateur == id {
        let detail = (
            "Votre propre double authentification se retire dans votre menu, avec un code.",
            "Your own second factor is removed in your menu, with a code.",
        );
        return Err(ApiError::new(ErrorCode::AccesRefuse, detail));
    }
    utilisateurs::reset_second_factor(&state, &admin, &client, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

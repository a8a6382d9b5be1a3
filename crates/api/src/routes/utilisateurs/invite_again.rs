//! `POST /api/utilisateurs/{idUtilisateur}/invitation`.

use actix_web::{HttpResponse, post, web};
use common::IdUtilisateur;
use common::compte::Invitation;

use crate::db::journal_securite::Client;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{Id, VerifiedAdmin};
use crate::state::AppState;
use crate::utilisateurs;

/// Invites the owner of an account again: the previous link is revoked, the password stays valid until a new one is
/// chosen.
///
/// Refused for one's own account: changing that password requires the current one, so an open session is not enough.
#[utoipa::path(
    tag = "Utilisateurs",
    operation_id = "inviteUtilisateurAgain",
    params(("idUtilisateur" = i64, Path, description = "The person")),
    responses(
        (status = 201, description = "The invitation", body = Invitation),
    ),
    security(("session" = [])),
)]
#[post("/api/utilisateurs/{idUtilisateur}/invitation")]
pub async fn invite_utilisateur_again(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    Id(id): Id<IdUtilisateur>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    if admin.id_utilisateur == id {
        let detail = (
            "Votre propre mot de passe se change dans votre menu.",
            "Your own password is changed in your menu.",
        );
        return Err(ApiError::new(ErrorCode::AccesRefuse, detail));
    }
    Ok(HttpResponse::Created().json(utilisateurs::invite_again(&state, &admin, &client, id).await?))
}

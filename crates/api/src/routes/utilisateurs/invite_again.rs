//! `POST /api/utilisateurs/{idUtilisateur}/invitation`.

use actix_web::{HttpResponse, post, web};
use common::compte::Invitation;

use crate::accounts;
use crate::db::journal_securite::Client;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{Id, VerifiedAdmin};
use crate::state::AppState;

/// Invites a person again: the link before is good no more, the password stays good until another one is chosen.
///
/// Not oneself: one's own password is changed by who knows it, and a session that was left open is not enough.
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
    Id(id): Id<i64>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    if admin.id_utilisateur == id {
        let detail = "Votre propre mot de passe se change dans votre menu.";
        return Err(ApiError::new(ErrorCode::AccesRefuse, detail));
    }
    Ok(HttpResponse::Created().json(accounts::invite_again(&state, &admin, &client, id).await?))
}

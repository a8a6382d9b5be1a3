//! `POST /api/utilisateurs`.

use actix_web::{HttpResponse, post, web};
use common::compte::{Invitation, NewUtilisateurRequest};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, VerifiedAdmin};
use crate::state::AppState;
use crate::utilisateurs;

/// Creates an account and invites its owner to choose a password.
///
/// The invitation works once, for seven days, and is returned only once: hand the link over, no email is sent.
#[utoipa::path(
    tag = "Utilisateurs",
    operation_id = "inviteUtilisateur",
    request_body = NewUtilisateurRequest,
    responses((status = 201, description = "The invitation", body = Invitation)),
    security(("session" = [])),
)]
#[post("/api/utilisateurs")]
pub async fn invite_utilisateur(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    ValidJson(request): ValidJson<NewUtilisateurRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(utilisateurs::invite(&state, &admin, &client, request).await?))
}

//! `/api/auth/invitation`: checks an invitation, and sets the password of an invited person.

use actix_web::{HttpRequest, HttpResponse, post, web};
use common::compte::{AcceptInvitationRequest, CheckInvitationRequest};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, allow_login_origin};
use crate::state::AppState;
use crate::utilisateurs;

/// Sets the password of an invited person: 12 to 128 characters of any kind, not easy to guess. The person then logs
/// in with it.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "acceptInvitation",
    request_body = AcceptInvitationRequest,
    responses(
        (status = 204, description = "The password is set"),
    ),
)]
#[post("/api/auth/invitation")]
pub async fn accept_invitation(
    request: HttpRequest,
    client: Client,
    ValidJson(body): ValidJson<AcceptInvitationRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    allow_login_origin(&request, &state.config.http)?;
    utilisateurs::accept_invitation(&state, &client, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Checks that an invitation is valid, without using it up. The token is in the body, because proxies log addresses.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "checkInvitation",
    request_body = CheckInvitationRequest,
    responses(
        (status = 204, description = "The invitation is valid"),
    ),
)]
#[post("/api/auth/invitation/verification")]
pub async fn check_invitation(
    request: HttpRequest,
    ValidJson(body): ValidJson<CheckInvitationRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    allow_login_origin(&request, &state.config.http)?;
    utilisateurs::check_invitation(&state, &body.jeton).await?;
    Ok(HttpResponse::NoContent().finish())
}

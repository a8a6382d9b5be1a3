//! `POST /api/auth/mot-de-passe`.

use actix_web::{HttpRequest, HttpResponse, post, web};
use common::compte::ChangePasswordRequest;

use super::cookie;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{OwnAccount, ValidJson, visitor};
use crate::state::AppState;
use crate::utilisateurs;

/// Changes the caller's password: 12 to 128 characters of any kind, not easy to guess.
///
/// Ends the caller's other sessions; this one continues with a new cookie.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "changePassword",
    request_body = ChangePasswordRequest,
    responses(
        (status = 204, description = "Changed", headers(("set-cookie" = String, description = "The session cookie"))),
    ),
    security(("session" = [])),
)]
#[post("/api/auth/mot-de-passe")]
pub async fn change_password(
    OwnAccount(person): OwnAccount,
    request: HttpRequest,
    client: Client,
    ValidJson(body): ValidJson<ChangePasswordRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let http = &state.config.http;
    let token =
        utilisateurs::change_password(&state, &person, body, &client, visitor(&request, http)).await?;
    Ok(HttpResponse::NoContent().cookie(cookie(http, token)).finish())
}

//! `POST /api/auth/logout`.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::{CLEAR_STORAGE, removal};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{OwnAccount, session_cookie};
use crate::state::AppState;
use crate::tokens::token_hash;
use crate::utilisateurs;

/// Ends the session.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "logout",
    responses((status = 204, description = "Logged out", headers(
        ("set-cookie" = String, description = "Removes the session cookie"),
        ("clear-site-data" = String, description = "Removes what the page keeps in the browser"),
    ))),
    security(("session" = [])),
)]
#[post("/api/auth/logout")]
pub async fn logout(
    OwnAccount(person): OwnAccount,
    request: HttpRequest,
    client: Client,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let http = &state.config.http;
    if let Some(session) = request.cookie(session_cookie(http)) {
        utilisateurs::log_out(&state, &person, &token_hash(session.value()), &client).await?;
    }
    Ok(HttpResponse::NoContent().insert_header(CLEAR_STORAGE).cookie(removal(http)).finish())
}

//! `POST /api/auth/logout-partout`.

use actix_web::{HttpResponse, post, web};

use super::{CLEAR_STORAGE, removal};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::OwnAccount;
use crate::state::AppState;
use crate::utilisateurs;

/// Ends every session of the caller, on every device.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "logoutEverywhere",
    responses((status = 204, description = "Logged out", headers(
        ("set-cookie" = String, description = "Removes the session cookie"),
        ("clear-site-data" = String, description = "Removes what the page keeps in the browser"),
    ))),
    security(("session" = [])),
)]
#[post("/api/auth/logout-partout")]
pub async fn logout_everywhere(
    OwnAccount(person): OwnAccount,
    client: Client,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    utilisateurs::log_out_everywhere(&state, &person, &client).await?;
    Ok(HttpResponse::NoContent().insert_header(CLEAR_STORAGE).cookie(removal(&state.config.http)).finish())
}

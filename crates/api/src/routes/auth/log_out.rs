//! `POST /api/auth/logout`.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::removal;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AnyUser, session_cookie, token_hash};
use crate::notifications::logins_changed;
use crate::state::AppState;

/// Ends the session.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "logout",
    responses((status = 204, description = "Logged out", headers(("set-cookie" = String, description = "Removes the session cookie")))),
    security(("session" = [])),
)]
#[post("/api/auth/logout")]
pub async fn logout(
    AnyUser(person): AnyUser,
    request: HttpRequest,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let http = &state.config.http;
    if let Some(session) = request.cookie(session_cookie(http)) {
        let mut conn = state.pool.get().await?;
        db::auth_sessions::delete(&mut conn, &token_hash(session.value())).await?;
        logins_changed(&state, person.id_utilisateur);
    }
    Ok(HttpResponse::NoContent().cookie(removal(http)).finish())
}

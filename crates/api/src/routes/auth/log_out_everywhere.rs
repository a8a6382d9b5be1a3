//! `POST /api/auth/logout-partout`.

use actix_web::{HttpResponse, post, web};

use super::removal;
use crate::db;
use crate::error::ApiResult;
use crate::extract::AnyUser;
use crate::notifications::logins_changed;
use crate::state::AppState;

/// Ends every session of the caller, on every device.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "logoutEverywhere",
    responses((status = 204, description = "Logged out", headers(("set-cookie" = String, description = "Removes the session cookie")))),
    security(("session" = [])),
)]
#[post("/api/auth/logout-partout")]
pub async fn logout_everywhere(
    AnyUser(person): AnyUser,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    db::auth_sessions::delete_of(&mut conn, person.id_utilisateur).await?;
    logins_changed(&state, person.id_utilisateur);
    Ok(HttpResponse::NoContent().cookie(removal(&state.config.http)).finish())
}

//! `GET /api/auth/me`.

use actix_web::{get, web};
use common::auth::AuthResponse;

use crate::extract::OwnAccount;
use crate::state::AppState;

/// Returns the logged-in person.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "getMe",
    responses((status = 200, description = "The person", body = AuthResponse)),
    security(("session" = [])),
)]
#[get("/api/auth/me")]
pub async fn get_me(
    OwnAccount(utilisateur): OwnAccount,
    state: web::Data<AppState>,
) -> web::Json<AuthResponse> {
    web::Json(AuthResponse { utilisateur, delai_annulation_s: state.config.actions.page_grace })
}

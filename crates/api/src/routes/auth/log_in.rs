//! `POST /api/auth/login`.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, post, web};
use common::Problem;
use common::auth::{AuthResponse, LoginRequest};

use super::cookie;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{ValidJson, allow_login_origin, token_hash};
use crate::state::AppState;
use crate::{db, passwords};

/// Opens a session.
///
/// Sets the session cookie. Whether the email or the password is wrong is not told.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "login",
    request_body = LoginRequest,
    responses(
        (status = 200, description = "Logged in", body = AuthResponse,
            headers(("set-cookie" = String, description = "The session cookie"))),
        (status = 401, description = "NON_AUTHENTIFIE", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "ACCES_REFUSE: the request comes from a foreign page", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
#[post("/api/auth/login")]
pub async fn login(
    request: HttpRequest,
    ValidJson(body): ValidJson<LoginRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let http = &state.config.http;
    allow_login_origin(&request, http)?;
    let email = body.email.trim().to_lowercase();
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &email).await?;
    let (person, stored) = found.unzip();
    // No connection is held meanwhile: this takes long on purpose.
    let known = passwords::verify(body.mot_de_passe.into(), stored).await.map_err(ApiError::internal)?;
    let Some(utilisateur) = person.filter(|_| known) else {
        return Err(ApiError::new(ErrorCode::NonAuthentifie, "E-mail ou mot de passe incorrect."));
    };
    let token = new_token();
    let mut conn = state.pool.get().await?;
    db::auth_sessions::insert(&mut conn, &token_hash(&token), utilisateur.id_utilisateur, state.clock.now())
        .await?;
    Ok(HttpResponse::Ok().cookie(cookie(http, token)).json(AuthResponse { utilisateur }))
}

/// 256 random bits, in hexadecimal.
fn new_token() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let token = new_token();
        assert_eq!(token.len(), 64);
        assert_ne!(token, new_token());
    }
}

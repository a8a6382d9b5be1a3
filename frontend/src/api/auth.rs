//! Who is logged in.

use common::auth::{AuthResponse, LoginRequest, Utilisateur};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// The person of the current login; `None` when nobody is logged in.
pub(crate) async fn me() -> Result<Option<Utilisateur>, ApiError> {
    match http::get::<AuthResponse>("/api/auth/me", &QueryString::new()).await {
        Ok(answer) => Ok(Some(answer.utilisateur)),
        Err(error) if error.status() == Some(401) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Logs in: the service sets the cookie, which scripts never see.
pub(crate) async fn login(request: &LoginRequest) -> Result<Utilisateur, ApiError> {
    let answer: AuthResponse = http::post("/api/auth/login", request, None).await?;
    Ok(answer.utilisateur)
}

/// Logs out.
pub(crate) async fn logout() -> Result<(), ApiError> {
    http::post_silent("/api/auth/logout", &serde_json::Map::new()).await
}

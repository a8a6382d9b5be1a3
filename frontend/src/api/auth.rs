//! Login, logout and passwords.

use common::auth::{AuthResponse, LoginRequest, Utilisateur};
use common::compte::{ChangePasswordRequest, InvitationCheckRequest, InvitationRequest};
use serde_json::Map;

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches the logged-in person; `None` without a session.
pub(crate) async fn me() -> Result<Option<Utilisateur>, ApiError> {
    match http::get::<AuthResponse>("/api/auth/me", &QueryString::new()).await {
        Ok(answer) => Ok(Some(answer.utilisateur)),
        Err(error) if error.status() == Some(401) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Logs in: the service sets a cookie that scripts cannot read.
pub(crate) async fn login(request: &LoginRequest) -> Result<Utilisateur, ApiError> {
    let answer: AuthResponse = http::post("/api/auth/login", request, None).await?;
    Ok(answer.utilisateur)
}

/// Logs out.
pub(crate) async fn logout() -> Result<(), ApiError> {
    http::post_silent("/api/auth/logout", &Map::new()).await
}

/// Logs out on every device.
pub(crate) async fn logout_everywhere() -> Result<(), ApiError> {
    http::post_silent("/api/auth/logout-partout", &Map::new()).await
}

/// Changes one's own password; this ends every other session.
pub(crate) async fn change_password(request: &ChangePasswordRequest) -> Result<(), ApiError> {
    http::post_silent("/api/auth/mot-de-passe", request).await
}

/// Checks that an invitation can be accepted; an error with status 404 when it cannot.
pub(crate) async fn check_invitation(jeton: &str) -> Result<(), ApiError> {
    let request = InvitationCheckRequest { jeton: jeton.to_owned() };
    http::post_silent("/api/auth/invitation/verification", &request).await
}

/// Sets the password of an invited person.
pub(crate) async fn accept_invitation(request: &InvitationRequest) -> Result<(), ApiError> {
    http::post_silent("/api/auth/invitation", request).await
}

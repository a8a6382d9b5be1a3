//! Login, logout and passwords.

use common::auth::{AuthResponse, LoginRequest, Utilisateur};
use common::compte::{AcceptInvitationRequest, ChangePasswordRequest, CheckInvitationRequest};
use serde_json::Map;

use super::{ApiError, Reply, actions, http};
use crate::query_string::QueryString;

/// Fetches the logged-in person; `None` without a session.
pub(crate) async fn me() -> Result<Option<Utilisateur>, ApiError> {
    match http::get::<AuthResponse>("/api/auth/me", &QueryString::new()).await {
        Ok(answer) => Ok(Some(person(answer))),
        Err(error) if error.status() == Some(401) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Logs in: the service sets a cookie that scripts cannot read.
pub(crate) fn login(request: &LoginRequest) -> Reply<Utilisateur> {
    http::map(http::post("/api/auth/login", request, None), |answer| Ok(person(answer)))
}

/// Returns the person of an answer, whose grace applies to the next actions.
fn person(answer: AuthResponse) -> Utilisateur {
    actions::set_grace(answer.delai_annulation_s);
    answer.utilisateur
}

/// Logs out.
pub(crate) fn logout() -> Reply<()> {
    http::post_silent("/api/auth/logout", &Map::new())
}

/// Logs out on every device.
pub(crate) fn logout_everywhere() -> Reply<()> {
    http::post_silent("/api/auth/logout-partout", &Map::new())
}

/// Changes one's own password; this ends every other session.
pub(crate) fn change_password(request: &ChangePasswordRequest) -> Reply<()> {
    http::post_silent("/api/auth/mot-de-passe", request)
}

/// Checks that an invitation can be accepted; an error with status 404 when it cannot.
pub(crate) fn check_invitation(jeton: &str) -> Reply<()> {
    let request = CheckInvitationRequest { jeton: jeton.to_owned() };
    http::post_silent("/api/auth/invitation/verification", &request)
}

/// Sets the password of an invited person.
pub(crate) fn accept_invitation(request: &AcceptInvitationRequest) -> Reply<()> {
    http::post_silent("/api/auth/invitation", request)
}

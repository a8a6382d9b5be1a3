//! Requests on the accounts of the school's people.

use common::Liste;
use common::compte::{ChangeUtilisateurRequest, Compte, Invitation, NewUtilisateurRequest};
use serde_json::Map;

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches a page of accounts: active ones first, then by name.
pub(crate) async fn list(page: i64) -> Result<Liste<Compte>, ApiError> {
    http::get("/api/utilisateurs", &QueryString::new().with("page", &page.to_string())).await
}

/// Invites a new person.
pub(crate) async fn invite(request: &NewUtilisateurRequest) -> Result<Invitation, ApiError> {
    http::post("/api/utilisateurs", request, None).await
}

/// Invites a person again; this revokes the previous link.
pub(crate) async fn invite_again(id: i64) -> Result<Invitation, ApiError> {
    http::post(&format!("/api/utilisateurs/{id}/invitation"), &Map::new(), None).await
}

/// Changes the role or the activation of an account.
pub(crate) async fn change(id: i64, request: &ChangeUtilisateurRequest) -> Result<Compte, ApiError> {
    http::patch(&format!("/api/utilisateurs/{id}"), request, None).await
}

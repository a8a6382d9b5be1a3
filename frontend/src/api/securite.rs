//! Requests on the security of accounts: journal, own sessions, second factor.

use common::liste::Donnees;
use common::second_facteur::{CodeRequest, CodesSecours, Enrolement, SecondFacteur};
use common::securite::{Connexion, EntreeSecurite};
use common::{IdUtilisateur, Liste};
use serde_json::Map;

use super::{ApiError, http};
use crate::query_string::QueryString;

const SESSIONS: &str = "/api/auth/sessions";
const FACTOR: &str = "/api/auth/second-facteur";
const VERIFICATION: &str = "/api/auth/verification";

/// Fetches a page of the security journal, newest first.
pub(crate) async fn journal(query: &QueryString) -> Result<Liste<EntreeSecurite>, ApiError> {
    http::get("/api/securite/journal", query).await
}

/// Fetches one's own sessions.
pub(crate) async fn sessions() -> Result<Vec<Connexion>, ApiError> {
    let answer: Donnees<Connexion> = http::get(SESSIONS, &QueryString::new()).await?;
    Ok(answer.data)
}

/// Ends one of one's own sessions.
pub(crate) async fn end_session(id: &str) -> Result<(), ApiError> {
    http::delete(&[SESSIONS, "/", id].concat()).await
}

/// Fetches the state of one's own second factor.
pub(crate) async fn second_factor() -> Result<SecondFacteur, ApiError> {
    http::get(FACTOR, &QueryString::new()).await
}

/// Starts an enrolment.
pub(crate) async fn enrol() -> Result<Enrolement, ApiError> {
    http::post(FACTOR, &Map::new(), None).await
}

/// Activates the second factor with a first code; returns the recovery codes.
pub(crate) async fn activate(code: String) -> Result<CodesSecours, ApiError> {
    http::post(&[FACTOR, "/activation"].concat(), &CodeRequest { code }, None).await
}

/// Removes the second factor.
pub(crate) async fn remove(code: String) -> Result<(), ApiError> {
    http::delete_with(FACTOR, &CodeRequest { code }).await
}

/// Removes the second factor of a person who lost it.
pub(crate) async fn reset(id: IdUtilisateur) -> Result<(), ApiError> {
    http::delete(&format!("/api/utilisateurs/{id}/second-facteur")).await
}

/// Verifies the second factor again.
pub(crate) async fn verify(code: String) -> Result<(), ApiError> {
    http::post_silent(VERIFICATION, &CodeRequest { code }).await
}

/// Checks, before a download by a link, that the second factor was given recently.
pub(crate) async fn check_verification() -> Result<(), ApiError> {
    http::check(VERIFICATION).await
}

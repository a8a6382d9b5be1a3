//! Requests on candidates.

use common::candidat::ChangementSessionRequest;
use common::{Candidat, IdCandidat, Liste};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches a page of candidates. `query` holds `recherche`, `formation`, `page`, `limit`.
pub(crate) async fn list(query: &QueryString) -> Result<Liste<Candidat>, ApiError> {
    http::get("/api/candidats", query).await
}

/// Fetches a candidate.
pub(crate) async fn get(id: IdCandidat) -> Result<Candidat, ApiError> {
    http::get(&format!("/api/candidats/{id}"), &QueryString::new()).await
}

/// Gives a candidate a seat in a session, in place of the present one.
pub(crate) async fn change_session(
    id: IdCandidat,
    request: &ChangementSessionRequest,
) -> Result<Candidat, ApiError> {
    http::post(&format!("/api/candidats/{id}/changement-session"), request, None).await
}

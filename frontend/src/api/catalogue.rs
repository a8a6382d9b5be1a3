//! Requests on the catalogue.

use common::catalogue::{DocumentRequis, Formation, SessionFormation};
use common::catalogue_requests::{
    DocumentsRequisRequest, DuplicationRequest, NewFormationRequest, NewSessionRequest,
    UpdateFormationRequest, UpdateSessionRequest,
};
use common::liste::Donnees;
use common::{IdSession, Liste, Pagination};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches the active formations.
pub(crate) async fn formations() -> Result<Vec<Formation>, ApiError> {
    http::get::<Donnees<_>>("/api/formations", &QueryString::new()).await.map(|answer| answer.data)
}

/// Fetches all formations, including inactive ones, which prospects may have requested.
pub(crate) async fn all_formations() -> Result<Vec<Formation>, ApiError> {
    let query = QueryString::new().with("inactives", "true");
    http::get::<Donnees<_>>("/api/formations", &query).await.map(|answer| answer.data)
}

/// Fetches the coming sessions of a formation, by its code.
pub(crate) async fn sessions(formation: &str) -> Result<Vec<SessionFormation>, ApiError> {
    let query = QueryString::new().with("formation", formation).with("aVenir", "true");
    http::get::<Donnees<_>>("/api/sessions", &query).await.map(|answer| answer.data)
}

/// Fetches the documents that a formation requires, by its code.
pub(crate) async fn documents(formation: &str) -> Result<Vec<DocumentRequis>, ApiError> {
    // A code is UPPER_SNAKE, so the path needs no escaping.
    let path = format!("/api/formations/{formation}/documents-requis");
    http::get::<Donnees<_>>(&path, &QueryString::new()).await.map(|answer| answer.data)
}

/// Fetches every session that matches as one page. `query` holds `formation` and `aVenir`.
pub(crate) async fn session_list(query: &QueryString) -> Result<Liste<SessionFormation>, ApiError> {
    let data = http::get::<Donnees<SessionFormation>>("/api/sessions", query).await?.data;
    let total = i64::try_from(data.len()).unwrap_or(i64::MAX);
    Ok(Liste { data, pagination: Pagination::numbered(1, total.max(1), total) })
}

/// Fetches a session and its version.
pub(crate) async fn session(id: IdSession) -> Result<(SessionFormation, String), ApiError> {
    http::get_versioned(&format!("/api/sessions/{id}")).await
}

/// Creates a session.
pub(crate) async fn create_session(request: &NewSessionRequest) -> Result<SessionFormation, ApiError> {
    http::post("/api/sessions", request, None).await
}

/// Changes a session, if it still has this version.
pub(crate) async fn update_session(
    id: IdSession,
    request: &UpdateSessionRequest,
    version: &str,
) -> Result<SessionFormation, ApiError> {
    http::patch(&format!("/api/sessions/{id}"), request, Some(version)).await
}

/// Copies a session to later dates.
pub(crate) async fn duplicate_session(
    id: IdSession,
    request: &DuplicationRequest,
) -> Result<SessionFormation, ApiError> {
    http::post(&format!("/api/sessions/{id}/duplication"), request, None).await
}

/// Fetches a formation and its version, by its code.
pub(crate) async fn formation(code: &str) -> Result<(Formation, String), ApiError> {
    http::get_versioned(&format!("/api/formations/{code}")).await
}

/// Creates a formation.
pub(crate) async fn create_formation(request: &NewFormationRequest) -> Result<Formation, ApiError> {
    http::post("/api/formations", request, None).await
}

/// Changes a formation, if it still has this version.
pub(crate) async fn update_formation(
    code: &str,
    request: &UpdateFormationRequest,
    version: &str,
) -> Result<Formation, ApiError> {
    http::patch(&format!("/api/formations/{code}"), request, Some(version)).await
}

/// Fetches the documents that a formation requires, and their version.
pub(crate) async fn versioned_documents(code: &str) -> Result<(Vec<DocumentRequis>, String), ApiError> {
    let path = format!("/api/formations/{code}/documents-requis");
    let (answer, version) = http::get_versioned::<Donnees<_>>(&path).await?;
    Ok((answer.data, version))
}

/// Replaces the documents that a formation requires, if they still have this version.
pub(crate) async fn replace_documents(
    code: &str,
    request: &DocumentsRequisRequest,
    version: &str,
) -> Result<Vec<DocumentRequis>, ApiError> {
    let path = format!("/api/formations/{code}/documents-requis");
    http::put::<Donnees<_>>(&path, request, version).await.map(|answer| answer.data)
}

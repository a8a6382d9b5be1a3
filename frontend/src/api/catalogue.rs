//! Requests on the catalogue.

use common::catalogue::{DocumentRequis, Formation, SessionFormation};
use common::liste::Donnees;

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

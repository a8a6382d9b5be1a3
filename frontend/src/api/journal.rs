//! Requests on the error journal.

use common::journal::{ResolutionGroupeeRequest, ResolutionGroupeeResponse};
use common::{JournalErreur, Liste, StatistiquesJournal};

use serde::Deserialize;

use super::{ApiError, http};
use crate::query_string::QueryString;

/// URL of the export.
pub(crate) const EXPORT: &str = "/api/journal-erreurs/export";

/// Fetches a page of entries, newest first. `query` holds the filters, `page`, `limit`.
pub(crate) async fn list(query: &QueryString) -> Result<Liste<JournalErreur>, ApiError> {
    http::get("/api/journal-erreurs", query).await
}

/// Fetches an entry.
pub(crate) async fn get(id: i64) -> Result<JournalErreur, ApiError> {
    http::get(&format!("/api/journal-erreurs/{id}"), &QueryString::new()).await
}

/// Fetches the figures of the journal.
pub(crate) async fn statistics() -> Result<StatistiquesJournal, ApiError> {
    http::get("/api/journal-erreurs/statistiques", &QueryString::new()).await
}

/// Fetches the number of unresolved entries, which the navigation shows.
pub(crate) async fn unresolved() -> Result<i64, ApiError> {
    #[derive(Deserialize)]
    struct Open {
        #[serde(rename = "nonResolues")]
        non_resolues: i64,
    }
    let open: Open = http::get("/api/journal-erreurs/statistiques", &QueryString::new()).await?;
    Ok(open.non_resolues)
}

/// Resolves or reopens entries; returns the number of changed ones.
pub(crate) async fn resolve(ids: Vec<i64>, resolu: bool) -> Result<i64, ApiError> {
    let request = ResolutionGroupeeRequest { ids, resolu };
    let answer: ResolutionGroupeeResponse =
        http::post("/api/journal-erreurs/resolution", &request, None).await?;
    Ok(answer.modifiees)
}

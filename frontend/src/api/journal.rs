//! Requests on the error journal.

use common::journal::{ResolveJournalErreursRequest, ResolveJournalErreursResponse};
use common::{JournalErreur, Liste, StatistiquesJournal};

use serde::Deserialize;

use super::{Reply, http};
use crate::query_string::QueryString;

/// URL of the export.
pub(crate) const EXPORT: &str = "/api/journal-erreurs/export";

/// Fetches a page of entries, newest first. `query` holds the filters, `page`, `limit`.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<JournalErreur>> {
    http::get("/api/journal-erreurs", query)
}

/// Fetches an entry.
pub(crate) fn get(id: i64) -> Reply<JournalErreur> {
    http::get(&format!("/api/journal-erreurs/{id}"), &QueryString::new())
}

/// Fetches the figures of the journal.
pub(crate) fn statistics() -> Reply<StatistiquesJournal> {
    http::get("/api/journal-erreurs/statistiques", &QueryString::new())
}

/// Fetches the number of unresolved entries, which the navigation shows.
pub(crate) fn unresolved() -> Reply<i64> {
    #[derive(Deserialize)]
    struct Open {
        #[serde(rename = "nonResolues")]
        non_resolues: i64,
    }
    let open = http::get("/api/journal-erreurs/statistiques", &QueryString::new());
    http::map(open, |open: Open| Ok(open.non_resolues))
}

/// Resolves or reopens entries; returns the number of changed ones.
pub(crate) fn resolve(ids: Vec<i64>, resolu: bool) -> Reply<i64> {
    let answer =
        http::post("/api/journal-erreurs/resolution", &ResolveJournalErreursRequest { ids, resolu }, None);
    http::map(answer, |answer: ResolveJournalErreursResponse| Ok(answer.modifiees))
}

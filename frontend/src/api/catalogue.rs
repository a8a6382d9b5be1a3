//! Requests on the catalogue.

use common::catalogue::{DocumentRequis, Formation, SessionFormation};
use common::catalogue_requests::{
    ChangeFormationRequest, ChangeSessionRequest, DuplicateSessionRequest, NewFormationRequest,
    NewSessionRequest, ReplaceDocumentsRequisRequest,
};
use common::liste::Donnees;
use common::{IdSession, Liste};

use super::{Reply, http};
use crate::model::formation::NamedFormation;
use crate::query_string::QueryString;

/// Fetches the names of the active formations.
pub(crate) fn formations() -> Reply<Vec<NamedFormation>> {
    http::rows(http::get("/api/formations", &QueryString::new()))
}

/// Fetches the names of all formations, including inactive ones, which prospects may have requested.
pub(crate) fn all_formations() -> Reply<Vec<NamedFormation>> {
    http::rows(http::get("/api/formations", &with_inactive_ones()))
}

/// Fetches all formations with their data.
pub(crate) fn whole_formations() -> Reply<Vec<Formation>> {
    http::rows(http::get("/api/formations", &with_inactive_ones()))
}

fn with_inactive_ones() -> QueryString {
    QueryString::new().with("inactives", "true")
}

/// Fetches the coming sessions of a formation, by its code.
pub(crate) fn sessions(formation: &str) -> Reply<Vec<SessionFormation>> {
    let query = QueryString::new().with("formation", formation).with("aVenir", "true");
    http::rows(http::get("/api/sessions", &query))
}

/// Fetches the documents that a formation requires, by its code.
pub(crate) fn documents(formation: &str) -> Reply<Vec<DocumentRequis>> {
    // A code is UPPER_SNAKE, so the path needs no escaping.
    let path = format!("/api/formations/{formation}/documents-requis");
    http::rows(http::get(&path, &QueryString::new()))
}

/// Fetches every session that matches as one page. `query` holds `formation` and `aVenir`.
pub(crate) fn session_list(query: &QueryString) -> Reply<Liste<SessionFormation>> {
    http::one_page(http::get("/api/sessions", query))
}

/// Fetches a session and its version.
pub(crate) fn session(id: IdSession) -> Reply<(SessionFormation, String)> {
    http::get_versioned(&format!("/api/sessions/{id}"))
}

/// Creates a session.
pub(crate) fn create_session(request: &NewSessionRequest) -> Reply<SessionFormation> {
    http::post("/api/sessions", request, None)
}

/// Changes a session, if it still has this version.
pub(crate) fn change_session(
    id: IdSession,
    request: &ChangeSessionRequest,
    version: &str,
) -> Reply<SessionFormation> {
    http::patch(&format!("/api/sessions/{id}"), request, Some(version))
}

/// Copies a session to later dates.
pub(crate) fn duplicate_session(id: IdSession, request: &DuplicateSessionRequest) -> Reply<SessionFormation> {
    http::post(&format!("/api/sessions/{id}/duplication"), request, None)
}

/// Fetches a formation and its version, by its code.
pub(crate) fn formation(code: &str) -> Reply<(Formation, String)> {
    http::get_versioned(&format!("/api/formations/{code}"))
}

/// Creates a formation.
pub(crate) fn create_formation(request: &NewFormationRequest) -> Reply<Formation> {
    http::post("/api/formations", request, None)
}

/// Changes a formation, if it still has this version.
pub(crate) fn change_formation(
    code: &str,
    request: &ChangeFormationRequest,
    version: &str,
) -> Reply<Formation> {
    http::patch(&format!("/api/formations/{code}"), request, Some(version))
}

/// Fetches the documents that a formation requires, and their version.
pub(crate) fn versioned_documents(code: &str) -> Reply<(Vec<DocumentRequis>, String)> {
    let answer = http::get_versioned(&format!("/api/formations/{code}/documents-requis"));
    http::map(answer, |(answer, version): (Donnees<_>, _)| Ok((answer.data, version)))
}

/// Replaces the documents that a formation requires, if they still have this version.
pub(crate) fn replace_documents(
    code: &str,
    request: &ReplaceDocumentsRequisRequest,
    version: &str,
) -> Reply<Vec<DocumentRequis>> {
    let path = format!("/api/formations/{code}/documents-requis");
    http::rows(http::put(&path, request, version))
}

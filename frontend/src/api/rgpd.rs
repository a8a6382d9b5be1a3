//! Requests on data protection: retention, anonymisation, opposition, personal export.

use common::rgpd::{AddOppositionRequest, AddOppositionResponse, Anonymisation, AnonymiseRequest, Echeance};
use common::{IdProspect, Liste};

use super::{Reply, http};
use crate::query_string::QueryString;

/// URL of the export of the audit log.
pub(crate) const AUDIT_EXPORT: &str = "/api/rgpd/audit/export";

/// Fetches a page of prospects whose retention period is over, oldest contact first.
pub(crate) fn due(page: i64) -> Reply<Liste<Echeance>> {
    http::get("/api/rgpd/echeances", &QueryString::new().with("page", &page.to_string()))
}

/// Anonymises people and returns the result for each.
pub(crate) fn anonymise(request: &AnonymiseRequest) -> Reply<Vec<Anonymisation>> {
    http::rows(http::post("/api/rgpd/anonymisation", request, None))
}

/// Adds a person to the opposition list.
pub(crate) fn oppose(request: &AddOppositionRequest) -> Reply<AddOppositionResponse> {
    http::post("/api/rgpd/oppositions", request, None)
}

/// Returns the URL of a person's data export.
pub(crate) fn personal_data(id: &IdProspect) -> String {
    format!("/api/prospects/{id}/donnees-personnelles")
}

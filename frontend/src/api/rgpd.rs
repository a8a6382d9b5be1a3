//! Requests on data protection: retention, anonymisation, opposition, personal export.

use common::liste::Donnees;
use common::rgpd::{Anonymisation, AnonymisationRequest, Echeance, OppositionRequest, OppositionResponse};
use common::{IdProspect, Liste};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// URL of the export of the audit log.
pub(crate) const AUDIT_EXPORT: &str = "/api/rgpd/audit/export";

/// Fetches a page of prospects whose retention period is over, oldest contact first.
pub(crate) async fn due(page: i64) -> Result<Liste<Echeance>, ApiError> {
    http::get("/api/rgpd/echeances", &QueryString::new().with("page", &page.to_string())).await
}

/// Anonymises people and returns the result for each.
pub(crate) async fn anonymise(request: &AnonymisationRequest) -> Result<Vec<Anonymisation>, ApiError> {
    let answer: Donnees<Anonymisation> = http::post("/api/rgpd/anonymisation", request, None).await?;
    Ok(answer.data)
}

/// Adds a person to the opposition list.
pub(crate) async fn oppose(request: &OppositionRequest) -> Result<OppositionResponse, ApiError> {
    http::post("/api/rgpd/oppositions", request, None).await
}

/// Returns the URL of a person's data export.
pub(crate) fn personal_data(id: &IdProspect) -> String {
    format!("/api/prospects/{id}/donnees-personnelles")
}

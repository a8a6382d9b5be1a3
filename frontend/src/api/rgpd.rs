//! What the law asks: retention, anonymisation, opposition, what is held of somebody.

use common::liste::Donnees;
use common::rgpd::{Anonymisation, AnonymisationRequest, Echeance, OppositionRequest, OppositionResponse};
use common::{IdProspect, Liste};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Where the trace of all records is exported.
pub(crate) const AUDIT_EXPORT: &str = "/api/rgpd/audit/export";

/// A page of those whose time of retention is over, the oldest contact first.
pub(crate) async fn due(page: i64) -> Result<Liste<Echeance>, ApiError> {
    http::get("/api/rgpd/echeances", &QueryString::new().with("page", &page.to_string())).await
}

/// Anonymises people, and says what became of each.
pub(crate) async fn anonymise(request: &AnonymisationRequest) -> Result<Vec<Anonymisation>, ApiError> {
    let answer: Donnees<Anonymisation> = http::post("/api/rgpd/anonymisation", request, None).await?;
    Ok(answer.data)
}

/// Puts somebody on the opposition list.
pub(crate) async fn oppose(request: &OppositionRequest) -> Result<OppositionResponse, ApiError> {
    http::post("/api/rgpd/oppositions", request, None).await
}

/// Where everything that is held of a person is downloaded.
pub(crate) fn personal_data(id: &IdProspect) -> String {
    format!("/api/prospects/{id}/donnees-personnelles")
}

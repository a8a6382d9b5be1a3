//! Requests on prospects: list, counts, record, emails, actions, audit.

use common::liste::Donnees;
use common::prospect::{
    AdressePartagee, CompteursProspects, DistinctRequest, Email, NewProspectRequest, PartagesRequest,
    Prospect, ProspectRecu, ProspectResume, UpdateProspectRequest,
};
use common::{Action, ConversionStatus, EntreeAudit, IdProspect, Liste, OperationAudit};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches a page of prospects. `query` holds the filters, `tri`, `page` or `curseur`, `limit`.
pub(crate) async fn list(query: &QueryString) -> Result<Liste<ProspectResume>, ApiError> {
    http::get("/api/prospects", query).await
}

/// Fetches, for each choice of each filter, the number of prospects it would show.
pub(crate) async fn counts(query: &QueryString) -> Result<CompteursProspects, ApiError> {
    http::get("/api/prospects/compteurs", query).await
}

/// Fetches a prospect with all its data.
pub(crate) async fn get(id: &IdProspect) -> Result<Prospect, ApiError> {
    http::get(&format!("/api/prospects/{id}"), &QueryString::new()).await
}

/// Fetches a prospect with all its data, and the version of its record.
pub(crate) async fn get_versioned(id: &IdProspect) -> Result<(Prospect, String), ApiError> {
    http::get_versioned(&format!("/api/prospects/{id}")).await
}

/// Adds a person; returns true for a new record, and what a known record took over.
pub(crate) async fn create(request: &NewProspectRequest) -> Result<(bool, ProspectRecu), ApiError> {
    http::post_or_find("/api/prospects", request).await
}

/// Changes a record, if it still has the version that was read.
pub(crate) async fn update(
    id: &IdProspect,
    changes: &UpdateProspectRequest,
    version: &str,
) -> Result<Prospect, ApiError> {
    http::patch(&format!("/api/prospects/{id}"), changes, Some(version)).await
}

/// Marks two prospects who share an address or number as different people.
pub(crate) async fn tell_apart(one: &IdProspect, other: &IdProspect) -> Result<(), ApiError> {
    let request = DistinctRequest { id_prospect: other.clone() };
    http::post_silent(&format!("/api/prospects/{one}/distincts"), &request).await
}

/// Withdraws the mark that two prospects are different people.
pub(crate) async fn withdraw_distinction(one: &IdProspect, other: &IdProspect) -> Result<(), ApiError> {
    http::delete(&format!("/api/prospects/{one}/distincts/{other}")).await
}

/// Fetches the other prospects who have one of these addresses or numbers.
pub(crate) async fn sharing(
    id: &IdProspect,
    request: &PartagesRequest,
) -> Result<Vec<AdressePartagee>, ApiError> {
    let answer: Donnees<AdressePartagee> =
        http::post(&format!("/api/prospects/{id}/partages"), request, None).await?;
    Ok(answer.data)
}

/// Fetches a page of the exchanged emails, newest first.
pub(crate) async fn emails(id: &IdProspect, page: i64) -> Result<Liste<Email>, ApiError> {
    http::get(&format!("/api/prospects/{id}/emails"), &QueryString::new().with("page", &page.to_string()))
        .await
}

/// Fetches the running or last conversion.
pub(crate) async fn conversion_status(id: &IdProspect) -> Result<ConversionStatus, ApiError> {
    http::get(&format!("/api/prospects/{id}/conversion-status"), &QueryString::new()).await
}

/// Fetches running and past actions, newest first.
pub(crate) async fn actions(id: &IdProspect) -> Result<Vec<Action>, ApiError> {
    let answer: Donnees<Action> =
        http::get(&format!("/api/prospects/{id}/actions"), &QueryString::new()).await?;
    Ok(answer.data)
}

/// Fetches a page of the audit log of a record, newest first, with these operations.
pub(crate) async fn audit(
    id: &IdProspect,
    operations: &[OperationAudit],
    page: i64,
) -> Result<Liste<EntreeAudit>, ApiError> {
    let query = operations.iter().map(|one| ("operation", one.as_str()));
    let query: QueryString = query.collect();
    http::get(&format!("/api/prospects/{id}/audit"), &query.with("page", &page.to_string())).await
}

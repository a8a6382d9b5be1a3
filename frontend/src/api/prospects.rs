//! Requests on prospects: list, counts, record, emails, actions, audit.

use common::lot::ExportSelectionRequest;
use common::parcours::EtapeParcours;
use common::prospect::{AdressePartagee, CompteursProspects, Email, Prospect, ProspectRecu, ProspectResume};
use common::prospect_requests::{
    ChangeProspectRequest, ListPartagesRequest, NewProspectRequest, TellProspectsApartRequest,
};
use common::{Action, ConversionStatus, EntreeAudit, IdProspect, Liste, OperationAudit};

use web_sys::Blob;

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches a page of prospects. `query` holds the filters, `tri`, `page` or `curseur`, `limit`.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<ProspectResume>> {
    http::get("/api/prospects", query)
}

/// Exports a selection of prospects; returns the name and the content of the file.
pub(crate) fn export_selection(request: &ExportSelectionRequest, excel: bool) -> Reply<(String, Blob)> {
    let path = if excel { "/api/prospects/export?format=xlsx" } else { "/api/prospects/export?format=csv" };
    http::post_for_file(path, request)
}

/// Fetches, for each choice of each filter, the number of prospects it would show.
pub(crate) fn counts(query: &QueryString) -> Reply<CompteursProspects> {
    http::get("/api/prospects/compteurs", query)
}

/// Fetches a prospect with all its data.
pub(crate) fn get(id: &IdProspect) -> Reply<Prospect> {
    http::get(&format!("/api/prospects/{id}"), &QueryString::new())
}

/// Fetches a prospect with all its data, and the version of its record.
pub(crate) fn get_versioned(id: &IdProspect) -> Reply<(Prospect, String)> {
    http::get_versioned(&format!("/api/prospects/{id}"))
}

/// Adds a person; returns true for a new record, and what a known record took over.
pub(crate) fn create(request: &NewProspectRequest) -> Reply<(bool, ProspectRecu)> {
    http::post_or_find("/api/prospects", request)
}

/// Changes a record, if it still has the version that was read.
pub(crate) fn update(id: &IdProspect, changes: &ChangeProspectRequest, version: &str) -> Reply<Prospect> {
    http::patch(&format!("/api/prospects/{id}"), changes, Some(version))
}

/// Marks two prospects who share an address or number as different people.
pub(crate) fn tell_apart(one: &IdProspect, other: &IdProspect) -> Reply<()> {
    let request = TellProspectsApartRequest { id_prospect: other.clone() };
    http::post_silent(&format!("/api/prospects/{one}/distincts"), &request)
}

/// Withdraws the mark that two prospects are different people.
pub(crate) fn withdraw_distinction(one: &IdProspect, other: &IdProspect) -> Reply<()> {
    http::delete(&format!("/api/prospects/{one}/distincts/{other}"))
}

/// Fetches the other prospects who have one of these addresses or numbers.
pub(crate) fn sharing(id: &IdProspect, request: &ListPartagesRequest) -> Reply<Vec<AdressePartagee>> {
    http::rows(http::post(&format!("/api/prospects/{id}/partages"), request, None))
}

/// Fetches a page of the exchanged emails, newest first.
pub(crate) fn emails(id: &IdProspect, page: i64) -> Reply<Liste<Email>> {
    http::get(&format!("/api/prospects/{id}/emails"), &QueryString::new().with("page", &page.to_string()))
}

/// Fetches the running or last conversion.
pub(crate) fn conversion_status(id: &IdProspect) -> Reply<ConversionStatus> {
    http::get(&format!("/api/prospects/{id}/conversion-status"), &QueryString::new())
}

/// Fetches running and past actions, newest first.
pub(crate) fn actions(id: &IdProspect) -> Reply<Vec<Action>> {
    http::rows(http::get(&format!("/api/prospects/{id}/actions"), &QueryString::new()))
}

/// Fetches a page of the statuts that a prospect has had, newest first.
pub(crate) fn path(id: &IdProspect, page: i64) -> Reply<Liste<EtapeParcours>> {
    http::get(&format!("/api/prospects/{id}/parcours"), &QueryString::new().with("page", &page.to_string()))
}

/// Fetches a page of the audit log of a record, newest first, with these operations.
pub(crate) fn audit(id: &IdProspect, operations: &[OperationAudit], page: i64) -> Reply<Liste<EntreeAudit>> {
    let query = operations.iter().map(|one| ("operation", one.as_str()));
    let query: QueryString = query.collect();
    http::get(&format!("/api/prospects/{id}/audit"), &query.with("page", &page.to_string()))
}

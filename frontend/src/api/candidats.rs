//! Requests on candidates.

use common::candidat::ChangementSessionRequest;
use common::{Candidat, IdCandidat, Liste};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches a page of candidates. `query` holds `recherche`, `formation`, `page`, `limit`.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<Candidat>> {
    http::get("/api/candidats", query)
}

/// Fetches a candidate.
pub(crate) fn get(id: IdCandidat) -> Reply<Candidat> {
    http::get(&format!("/api/candidats/{id}"), &QueryString::new())
}

/// Gives a candidate a seat in a session, in place of the present one.
pub(crate) fn change_session(id: IdCandidat, request: &ChangementSessionRequest) -> Reply<Candidat> {
    http::post(&format!("/api/candidats/{id}/changement-session"), request, None)
}

//! Requests on the security of accounts: journal, own sessions, second factor.

use common::second_facteur::{CodeRequest, CodesSecours, Enrolement, SecondFacteur};
use common::securite::{Connexion, EntreeSecurite};
use common::{IdUtilisateur, Liste};
use serde_json::Map;

use super::{Reply, http};
use crate::query_string::QueryString;

const SESSIONS: &str = "/api/auth/sessions";
const FACTOR: &str = "/api/auth/second-facteur";
const VERIFICATION: &str = "/api/auth/verification";

/// Fetches a page of the security journal, newest first.
pub(crate) fn journal(query: &QueryString) -> Reply<Liste<EntreeSecurite>> {
    http::get("/api/securite/journal", query)
}

/// Fetches one's own sessions.
pub(crate) fn sessions() -> Reply<Vec<Connexion>> {
    http::rows(http::get(SESSIONS, &QueryString::new()))
}

/// Ends one of one's own sessions.
pub(crate) fn end_session(id: &str) -> Reply<()> {
    http::delete(&[SESSIONS, "/", id].concat())
}

/// Fetches the state of one's own second factor.
pub(crate) fn second_factor() -> Reply<SecondFacteur> {
    http::get(FACTOR, &QueryString::new())
}

/// Starts an enrolment.
pub(crate) fn enrol() -> Reply<Enrolement> {
    http::post(FACTOR, &Map::new(), None)
}

/// Activates the second factor with a first code; returns the recovery codes.
pub(crate) fn activate(code: String) -> Reply<CodesSecours> {
    http::post(&[FACTOR, "/activation"].concat(), &CodeRequest { code }, None)
}

/// Removes the second factor.
pub(crate) fn remove(code: String) -> Reply<()> {
    http::delete_with(FACTOR, &CodeRequest { code })
}

/// Removes the second factor of a person who lost it.
pub(crate) fn reset(id: IdUtilisateur) -> Reply<()> {
    http::delete(&format!("/api/utilisateurs/{id}/second-facteur"))
}

/// Verifies the second factor again.
pub(crate) fn verify(code: String) -> Reply<()> {
    http::post_silent(VERIFICATION, &CodeRequest { code })
}

/// Checks, before a download by a link, that the second factor was given recently.
pub(crate) fn check_verification() -> Reply<()> {
    http::check(VERIFICATION)
}

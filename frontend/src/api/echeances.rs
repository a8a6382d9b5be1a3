//! Requests on the date limits of funders, their rules, and the closures of the school.

use common::echeance::{
    ChangeRegleFinancementRequest, EcheanceProspects, EcheancesSession, Fermeture, NewFermetureRequest,
    PremiereSession, RegleFinancement,
};
use common::{IdCandidat, IdSession, Liste, ModeFinancement};

use super::{Reply, http};
use crate::query_string::QueryString;

const CLOSURES: &str = "/api/fermetures";
const RULES: &str = "/api/regles-financement";

/// Fetches the date limits of a session for one way of paying.
pub(crate) fn of_session(id: IdSession, financement: ModeFinancement) -> Reply<EcheancesSession> {
    let query = QueryString::new().with("financement", financement.as_str());
    http::get(&["/api/sessions/", &id.to_string(), "/echeances"].concat(), &query)
}

/// Fetches the date limits of a candidate.
pub(crate) fn of_candidate(id: IdCandidat) -> Reply<EcheancesSession> {
    http::get(&["/api/candidats/", &id.to_string(), "/echeances"].concat(), &QueryString::new())
}

/// Fetches the first session of a formation that can still be paid in this way.
pub(crate) fn first_session(formation: &str, financement: ModeFinancement) -> Reply<PremiereSession> {
    let query = QueryString::new().with("financement", financement.as_str());
    http::get(&["/api/formations/", formation, "/premiere-session"].concat(), &query)
}

/// Fetches the date limits of all sessions as one page. `query` holds `avant`.
pub(crate) fn upcoming(query: &QueryString) -> Reply<Liste<EcheanceProspects>> {
    http::one_page(http::get("/api/echeances", query))
}

/// Fetches the rules of the funders.
pub(crate) fn rules() -> Reply<Vec<RegleFinancement>> {
    http::rows(http::get(RULES, &QueryString::new()))
}

/// Fetches a rule and its version.
pub(crate) fn rule(code: &str) -> Reply<(RegleFinancement, String)> {
    http::get_versioned(&[RULES, "/", code].concat())
}

/// Changes a rule, if it still has this version.
pub(crate) fn update_rule(
    code: &str,
    request: &ChangeRegleFinancementRequest,
    version: &str,
) -> Reply<RegleFinancement> {
    http::patch(&[RULES, "/", code].concat(), request, Some(version))
}

/// Fetches the closures of the school.
pub(crate) fn closures() -> Reply<Vec<Fermeture>> {
    http::rows(http::get(CLOSURES, &QueryString::new()))
}

/// Adds a closure.
pub(crate) fn create_closure(request: &NewFermetureRequest) -> Reply<Fermeture> {
    http::post(CLOSURES, request, None)
}

/// Deletes a closure.
pub(crate) fn delete_closure(id: i64) -> Reply<()> {
    http::delete(&[CLOSURES, "/", &id.to_string()].concat())
}

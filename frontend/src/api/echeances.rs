//! Requests on the date limits of funders, their rules, and the closures of the school.

use common::echeance::{
    EcheanceProspects, EcheancesSession, Fermeture, NewFermetureRequest, PremiereSession, RegleFinancement,
    UpdateRegleFinancementRequest,
};
use common::liste::Donnees;
use common::{IdCandidat, IdSession, Liste, ModeFinancement, Pagination};

use super::{ApiError, http};
use crate::query_string::QueryString;

const CLOSURES: &str = "/api/fermetures";
const RULES: &str = "/api/regles-financement";

/// Fetches the date limits of a session for one way of paying.
pub(crate) async fn of_session(
    id: IdSession,
    financement: ModeFinancement,
) -> Result<EcheancesSession, ApiError> {
    let query = QueryString::new().with("financement", financement.as_str());
    http::get(&["/api/sessions/", &id.to_string(), "/echeances"].concat(), &query).await
}

/// Fetches the date limits of a candidate.
pub(crate) async fn of_candidate(id: IdCandidat) -> Result<EcheancesSession, ApiError> {
    http::get(&["/api/candidats/", &id.to_string(), "/echeances"].concat(), &QueryString::new()).await
}

/// Fetches the first session of a formation that can still be paid in this way.
pub(crate) async fn first_session(
    formation: &str,
    financement: ModeFinancement,
) -> Result<PremiereSession, ApiError> {
    let query = QueryString::new().with("financement", financement.as_str());
    http::get(&["/api/formations/", formation, "/premiere-session"].concat(), &query).await
}

/// Fetches the date limits of all sessions as one page. `query` holds `avant`.
pub(crate) async fn upcoming(query: &QueryString) -> Result<Liste<EcheanceProspects>, ApiError> {
    let data = http::get::<Donnees<EcheanceProspects>>("/api/echeances", query).await?.data;
    let total = i64::try_from(data.len()).unwrap_or(i64::MAX);
    Ok(Liste { data, pagination: Pagination::numbered(1, total.max(1), total) })
}

/// Fetches the rules of the funders.
pub(crate) async fn rules() -> Result<Vec<RegleFinancement>, ApiError> {
    http::get::<Donnees<_>>(RULES, &QueryString::new()).await.map(|answer| answer.data)
}

/// Fetches a rule and its version.
pub(crate) async fn rule(code: &str) -> Result<(RegleFinancement, String), ApiError> {
    http::get_versioned(&[RULES, "/", code].concat()).await
}

/// Changes a rule, if it still has this version.
pub(crate) async fn update_rule(
    code: &str,
    request: &UpdateRegleFinancementRequest,
    version: &str,
) -> Result<RegleFinancement, ApiError> {
    http::patch(&[RULES, "/", code].concat(), request, Some(version)).await
}

/// Fetches the closures of the school.
pub(crate) async fn closures() -> Result<Vec<Fermeture>, ApiError> {
    http::get::<Donnees<_>>(CLOSURES, &QueryString::new()).await.map(|answer| answer.data)
}

/// Adds a closure.
pub(crate) async fn create_closure(request: &NewFermetureRequest) -> Result<Fermeture, ApiError> {
    http::post(CLOSURES, request, None).await
}

/// Deletes a closure.
pub(crate) async fn delete_closure(id: i64) -> Result<(), ApiError> {
    http::delete(&[CLOSURES, "/", &id.to_string()].concat()).await
}

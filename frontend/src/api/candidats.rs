//! Requests on candidates.

use common::candidat::{
    ChangePieceRequest, DecideCandidatRequest, MoveCandidatRequest, PieceManquante, WithdrawCandidatRequest,
};
use common::{Candidat, CandidatDetail, IdCandidat, Liste};
use serde_json::Map;

use super::{Reply, http};
use crate::query_string::{self, QueryString};

/// Fetches a page of candidates. `query` holds the filters, `tri`, `page`, `limit`.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<Candidat>> {
    http::get("/api/candidats", query)
}

/// Fetches the documents that the file of at least one candidate lacks.
pub(crate) fn missing_pieces() -> Reply<Vec<PieceManquante>> {
    http::rows(http::get("/api/candidats/pieces-manquantes", &QueryString::new()))
}

/// Fetches a candidate with the pieces of the file.
pub(crate) fn get(id: IdCandidat) -> Reply<CandidatDetail> {
    http::get(&format!("/api/candidats/{id}"), &QueryString::new())
}

/// Fetches a candidate with the pieces of the file, and its version.
pub(crate) fn get_versioned(id: IdCandidat) -> Reply<(CandidatDetail, String)> {
    http::get_versioned(&format!("/api/candidats/{id}"))
}

/// Notes the state of a piece, if the candidate still has this version.
pub(crate) fn change_piece(
    id: IdCandidat,
    code: &str,
    request: &ChangePieceRequest,
    version: &str,
) -> Reply<CandidatDetail> {
    let mut path = format!("/api/candidats/{id}/pieces/");
    query_string::encode(code, &mut path);
    http::put(&path, request, version)
}

/// Gives a candidate a seat in a session, in place of the present one.
pub(crate) fn change_session(id: IdCandidat, request: &MoveCandidatRequest) -> Reply<CandidatDetail> {
    http::post(&format!("/api/candidats/{id}/changement-session"), request, None)
}

/// Accepts or refuses a candidate.
pub(crate) fn decide(id: IdCandidat, request: &DecideCandidatRequest) -> Reply<CandidatDetail> {
    http::post(&format!("/api/candidats/{id}/decision"), request, None)
}

/// Records that a candidate withdrew.
pub(crate) fn withdraw(id: IdCandidat, request: &WithdrawCandidatRequest) -> Reply<CandidatDetail> {
    http::post(&format!("/api/candidats/{id}/desistement"), request, None)
}

/// Makes a candidate a prospect again.
pub(crate) fn return_to_prospect(id: IdCandidat) -> Reply<()> {
    http::post_silent(&format!("/api/candidats/{id}/retour-prospect"), &Map::new())
}

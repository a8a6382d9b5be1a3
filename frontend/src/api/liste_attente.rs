//! Requests on the waiting lists of sessions.

use common::liste::Donnees;
use common::liste_attente::{
    InscriptionAttenteRequest, PlaceAttente, PropositionRequest, ReponsePropositionRequest,
};
use common::{IdPlace, IdProspect, IdSession};

use super::{ApiError, http};
use crate::query_string::QueryString;

fn list_of(session: IdSession) -> String {
    format!("/api/sessions/{session}/liste-attente")
}

/// Fetches the waiting list of a session.
pub(crate) async fn list(session: IdSession) -> Result<Vec<PlaceAttente>, ApiError> {
    http::get(&list_of(session), &QueryString::new()).await.map(|list: Donnees<PlaceAttente>| list.data)
}

/// Adds a prospect to the waiting list of a session.
pub(crate) async fn add(session: IdSession, id_prospect: IdProspect) -> Result<PlaceAttente, ApiError> {
    http::post(&list_of(session), &InscriptionAttenteRequest { id_prospect }, None).await
}

/// Takes a place off the list.
pub(crate) async fn remove(session: IdSession, place: IdPlace) -> Result<(), ApiError> {
    http::delete(&format!("{}/{place}", list_of(session))).await
}

/// Offers a free seat.
pub(crate) async fn propose(session: IdSession, place: IdPlace) -> Result<PlaceAttente, ApiError> {
    let path = format!("{}/{place}/proposition", list_of(session));
    http::post(&path, &PropositionRequest::default(), None).await
}

/// Records the answer to an offer.
pub(crate) async fn answer(
    session: IdSession,
    place: IdPlace,
    accepte: bool,
) -> Result<PlaceAttente, ApiError> {
    let path = format!("{}/{place}/reponse", list_of(session));
    http::post(&path, &ReponsePropositionRequest { accepte }, None).await
}

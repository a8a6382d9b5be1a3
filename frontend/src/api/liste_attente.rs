//! Requests on the waiting lists of sessions.

use common::liste_attente::{
    AddListeAttenteRequest, AnswerPropositionRequest, PlaceAttente, ProposePlaceRequest,
};
use common::{IdPlace, IdProspect, IdSession};

use super::{Reply, http};
use crate::query_string::QueryString;

fn list_of(session: IdSession) -> String {
    format!("/api/sessions/{session}/liste-attente")
}

/// Fetches the waiting list of a session.
pub(crate) fn list(session: IdSession) -> Reply<Vec<PlaceAttente>> {
    http::rows(http::get(&list_of(session), &QueryString::new()))
}

/// Adds a prospect to the waiting list of a session.
pub(crate) fn add(session: IdSession, id_prospect: IdProspect) -> Reply<PlaceAttente> {
    http::post(&list_of(session), &AddListeAttenteRequest { id_prospect }, None)
}

/// Takes a place off the list.
pub(crate) fn remove(session: IdSession, place: IdPlace) -> Reply<()> {
    http::delete(&format!("{}/{place}", list_of(session)))
}

/// Offers a free seat.
pub(crate) fn propose(session: IdSession, place: IdPlace) -> Reply<PlaceAttente> {
    let path = format!("{}/{place}/proposition", list_of(session));
    http::post(&path, &ProposePlaceRequest::default(), None)
}

/// Records the answer to an offer.
pub(crate) fn answer(session: IdSession, place: IdPlace, accepte: bool) -> Reply<PlaceAttente> {
    let path = format!("{}/{place}/reponse", list_of(session));
    http::post(&path, &AnswerPropositionRequest { accepte }, None)
}

//! Requests on the day's work: prospects that need a touch, touches that are done, notes.

use common::note::{Note, NoteRequest};
use common::prospect::{Prospect, ProspectResume};
use common::relance::{CompteursRelances, FinishRelanceRequest, Responsable};
use common::{IdNote, IdProspect, Liste};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches a page of a section. `query` holds `quand`, `responsable`, `page` and `limit`.
pub(crate) fn list(query: &QueryString) -> Reply<Liste<ProspectResume>> {
    http::get("/api/relances", query)
}

/// Fetches the numbers of prospects by section, for an owner.
pub(crate) fn counts(pour: Responsable) -> Reply<CompteursRelances> {
    http::get("/api/relances/compteurs", &QueryString::new().with("responsable", &pour.to_string()))
}

/// Marks the next touch of a prospect as done, if the record still has the version that was read; returns the record.
pub(crate) fn finish(id: &IdProspect, request: &FinishRelanceRequest, version: &str) -> Reply<Prospect> {
    http::post_versioned(&format!("/api/prospects/{id}/relance/faite"), request, version)
}

/// Fetches a page of the notes on a record, newest first.
pub(crate) fn notes(id: &IdProspect, page: i64) -> Reply<Liste<Note>> {
    http::get(&format!("/api/prospects/{id}/notes"), &QueryString::new().with("page", &page.to_string()))
}

/// Writes a note on a record.
pub(crate) fn write_note(id: &IdProspect, request: &NoteRequest) -> Reply<Note> {
    http::post(&format!("/api/prospects/{id}/notes"), request, None)
}

/// Replaces the text of a note.
pub(crate) fn change_note(id: IdNote, request: &NoteRequest) -> Reply<Note> {
    http::patch(&format!("/api/notes/{id}"), request, None)
}

/// Deletes a note.
pub(crate) fn delete_note(id: IdNote) -> Reply<()> {
    http::delete(&format!("/api/notes/{id}"))
}

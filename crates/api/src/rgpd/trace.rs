//! The trace of readings. What changes a record writes its entry in its own transaction, and fails with it; a list that
//! leaves as a file does too. A page that shows a record is not kept back by its trace: it waits a second for it at the
//! most, and a trace that was refused is told to the log and to the error journal, with what it should have said.

use common::auth::Utilisateur;
use common::{IdProspect, OperationAudit, Severite};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::{self, Code};
use crate::state::AppState;

/// Writes down that this person read a record, or its emails. It never fails the reading.
pub async fn note_reading(
    state: &AppState,
    conn: &mut AsyncPgConnection,
    person: &Utilisateur,
    id: &IdProspect,
    operation: OperationAudit,
) {
    let now = state.clock.now();
    let Err(error) = db::audit::insert_reading(conn, id, operation, &person.into(), now).await else {
        return;
    };
    let (prospect, utilisateur) = (id.as_str(), person.id_utilisateur);
    tracing::error!(
        error = error.to_string(),
        prospect,
        utilisateur,
        operation = operation.as_str(),
        "reading not traced"
    );
    let entry = NewJournalErreur {
        date_erreur: now,
        nom_workflow: "Audit",
        nom_noeud: None,
        message_erreur: "Une consultation n’a pas pu être inscrite dans l’audit de la fiche.",
        donnees_entree: Some(
            json!({ "idProspect": prospect, "idUtilisateur": utilisateur, "operation": operation }),
        ),
        severite: Code(Severite::Critique),
        id_conversion: None,
    };
    if let Err(error) = db::journal_erreurs::insert(conn, &entry).await {
        tracing::error!(error = error.to_string(), "journal entry refused");
    }
}

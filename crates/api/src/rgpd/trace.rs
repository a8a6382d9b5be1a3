//! Audit entries of readings. Writes and exports record theirs in their own transaction and fail with it. A reading
//! waits at most 1 s for its entry; if the entry fails, the log and the error journal receive its content, and the
//! reading goes on.

use common::{IdProspect, IdUtilisateur, OperationAudit, Severite};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::db::audit::Auteur;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::{self, Code};
use crate::journal;
use crate::readings::Reading;
use crate::state::AppState;

/// Returns true when this instance has recorded such a reading in this hour.
pub fn is_noted(state: &AppState, auteur: &Auteur, id: &IdProspect, operation: OperationAudit) -> bool {
    let reading = Reading::new(auteur, id, operation, state.clock.now());
    reading.is_some_and(|reading| state.readings.holds(&reading))
}

/// Records that a person or a program read a record or its emails. Never fails the reading.
pub async fn note_reading(
    state: &AppState,
    conn: &AsyncPgConnection,
    auteur: &Auteur,
    id: &IdProspect,
    operation: OperationAudit,
) {
    let now = state.clock.now();
    let reading = Reading::new(auteur, id, operation, now);
    if reading.as_ref().is_some_and(|reading| state.readings.holds(reading)) {
        return;
    }
    let before = state.readings.before();
    let Err(error) = db::audit::insert_reading(conn, id, operation, auteur, now).await else {
        if let Some(reading) = reading {
            state.readings.insert(before, reading);
        }
        return;
    };
    let (prospect, utilisateur) = (id.as_str(), auteur.id_utilisateur.map(IdUtilisateur::get));
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
    journal::record_beside(conn, &entry).await;
}

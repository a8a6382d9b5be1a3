//! Exports the error journal.

use common::IdUtilisateur;
use diesel_async::AsyncPgConnection;

use super::cell::{Cell, Column, Table};
use super::draft::Draft;
use super::format::Format;
use crate::db::journal_erreurs::{self, EntryRow, JournalFilters};
use crate::error::{ApiError, ApiResult};
use crate::export_slots::begin_export;

static TABLE: Table = Table {
    title: "Journal des erreurs",
    columns: &[
        Column { header: "N°", width: 8.0 },
        Column { header: "Date", width: 17.0 },
        Column { header: "Sévérité", width: 14.0 },
        Column { header: "Workflow", width: 26.0 },
        Column { header: "Nœud", width: 24.0 },
        Column { header: "Message", width: 60.0 },
        Column { header: "Résolue", width: 9.0 },
        Column { header: "Résolue par", width: 20.0 },
        Column { header: "Résolue le", width: 17.0 },
        Column { header: "Prospect", width: 13.0 },
        Column { header: "Action", width: 24.0 },
        Column { header: "Données", width: 60.0 },
    ],
};

/// Writes every entry that matches, in list order, in one snapshot, to a file for this person.
pub async fn export_journal(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    filters: &JournalFilters,
    format: Format,
) -> ApiResult<Draft> {
    let draft = Draft::create(format, &TABLE).await?;
    conn.build_transaction()
        .repeatable_read()
        .read_only()
        .run::<_, ApiError, _>(async |conn| {
            begin_export(conn, id_utilisateur).await?;
            draft.fill(journal_erreurs::export(conn, filters), cells).await
        })
        .await
}

fn cells(row: &EntryRow) -> Vec<Cell> {
    vec![
        Cell::Number(row.id),
        Cell::Instant(row.date_erreur),
        Cell::Text(row.severite().libelle().to_owned()),
        Cell::Text(row.nom_workflow.clone()),
        Cell::text(row.nom_noeud.as_deref()),
        Cell::Text(row.message_erreur.clone()),
        Cell::Text(if row.resolu { "oui" } else { "non" }.to_owned()),
        Cell::text(row.resolu_par.as_deref()),
        Cell::instant(row.date_resolution),
        Cell::text(row.id_prospect().map(common::IdProspect::as_str)),
        Cell::text(row.type_action().map(common::TypeAction::libelle)),
        Cell::text(row.donnees_entree.as_ref().map(ToString::to_string)),
    ]
}

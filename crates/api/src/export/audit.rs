//! Exports the audit of records. It names records by identifier only, so it holds no data of anonymised people.

use common::{EntreeAudit, IdUtilisateur, OperationAudit, TypeAction};
use diesel_async::AsyncPgConnection;

use super::cell::{Cell, Column, Table};
use super::draft::Draft;
use super::format::Format;
use crate::db::audit::{self, AuditFilters, EntryRow};
use crate::error::{ApiError, ApiResult};
use crate::export_slots::begin_export;

static TABLE: Table = Table {
    title: "Journal des accès",
    columns: &[
        Column { header: "Date", width: 17.0 },
        Column { header: "Prospect", width: 13.0 },
        Column { header: "Opération", width: 30.0 },
        Column { header: "Champs", width: 40.0 },
        Column { header: "Champs non retenus", width: 24.0 },
        Column { header: "Action", width: 24.0 },
        Column { header: "N° d’action", width: 11.0 },
        Column { header: "Par", width: 24.0 },
        Column { header: "N° d’action groupée", width: 19.0 },
    ],
};

/// Writes every entry that matches, oldest first, in one snapshot, to a file for this person.
pub async fn export_audit(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    filters: &AuditFilters,
    format: Format,
) -> ApiResult<Draft> {
    let draft = Draft::create(format, &TABLE).await?;
    conn.build_transaction()
        .repeatable_read()
        .read_only()
        .run::<_, ApiError, _>(async |conn| {
            begin_export(conn, id_utilisateur).await?;
            draft.fill(audit::export(conn, filters), cells).await
        })
        .await
}

fn cells(row: &EntryRow) -> Vec<Cell> {
    let entry = EntreeAudit::from(row.clone());
    vec![
        Cell::Instant(row.date()),
        Cell::Text(row.id_prospect().to_owned()),
        Cell::Text(OperationAudit::libelle(entry.operation).to_owned()),
        Cell::Text(entry.champs.join(", ")),
        Cell::Text(entry.ignores.join(", ")),
        Cell::text(entry.type_action.map(TypeAction::libelle)),
        entry.id_conversion.map_or(Cell::Empty, |id| Cell::Number(id.get())),
        Cell::Text(entry.auteur),
        entry.id_lot.map_or(Cell::Empty, |id| Cell::Number(id.get())),
    ]
}

//! Exports prospects.

use chrono::{DateTime, Utc};
use common::Sort;
use common::auth::Utilisateur;
use diesel_async::AsyncPgConnection;

use super::cell::{Cell, Column, Table};
use super::draft::Draft;
use super::format::Format;
use crate::contact::telephone;
use crate::db::audit::{self, Auteur};
use crate::db::prospects::{self, ExportRow, ProspectFilters};
use crate::error::{ApiError, ApiResult};
use crate::export_slots::begin_export;

static TABLE: Table = Table {
    title: "Prospects",
    columns: &[
        Column { header: "Identifiant", width: 13.0 },
        Column { header: "Nom", width: 20.0 },
        Column { header: "Prénom", width: 16.0 },
        Column { header: "E-mails", width: 32.0 },
        Column { header: "Téléphones", width: 18.0 },
        Column { header: "Adresse", width: 30.0 },
        Column { header: "Code postal", width: 12.0 },
        Column { header: "Ville", width: 18.0 },
        Column { header: "Formation (code)", width: 18.0 },
        Column { header: "Formation", width: 32.0 },
        Column { header: "Financement", width: 16.0 },
        Column { header: "Statut", width: 22.0 },
        Column { header: "Source", width: 17.0 },
        Column { header: "Échanges", width: 10.0 },
        Column { header: "Premier contact", width: 17.0 },
        Column { header: "Dernier contact", width: 17.0 },
        // New columns come last, for programs that read by position.
        Column { header: "Motif de la perte", width: 20.0 },
        Column { header: "Relance le", width: 12.0 },
        Column { header: "Relance à", width: 10.0 },
        Column { header: "Objet de la relance", width: 40.0 },
        Column { header: "Responsable", width: 22.0 },
    ],
};

/// Writes every prospect that matches, in list order, in one snapshot. Each record gets an audit entry; without it, the
/// file is refused.
pub async fn export_prospects(
    conn: &mut AsyncPgConnection,
    person: &Utilisateur,
    now: DateTime<Utc>,
    filters: &ProspectFilters,
    sort: Sort,
    format: Format,
) -> ApiResult<Draft> {
    let auteur = Auteur::from(person);
    let draft = Draft::create(format, &TABLE).await?;
    conn.build_transaction()
        .repeatable_read()
        .run::<_, ApiError, _>(async |conn| {
            begin_export(conn, person.id_utilisateur).await?;
            audit::insert_exported(conn, filters, &auteur, now).await?;
            draft.fill(prospects::export(conn, filters, sort), cells).await
        })
        .await
}

fn cells(row: &ExportRow) -> Vec<Cell> {
    vec![
        Cell::Text(row.id_prospect.clone()),
        Cell::Text(row.nom.clone()),
        Cell::Text(row.prenom.clone()),
        Cell::Text(row.emails().collect::<Vec<_>>().join(", ")),
        Cell::Text(row.telephones().map(dialled).collect::<Vec<_>>().join(", ")),
        Cell::text(row.adresse.as_deref()),
        Cell::text(row.code_postal.as_deref()),
        Cell::text(row.ville.as_deref()),
        Cell::text(row.formation_souhaitee.as_deref()),
        Cell::text(row.formation_nom.as_deref()),
        Cell::text(row.mode_financement().map(common::ModeFinancement::libelle)),
        Cell::Text(row.statut().libelle().to_owned()),
        Cell::Text(row.source().libelle().to_owned()),
        Cell::Number(row.nb_echanges.into()),
        Cell::Instant(row.date_premier_contact),
        Cell::Instant(row.date_dernier_contact),
        Cell::text(row.motif_perte().map(common::MotifPerte::libelle)),
        Cell::day(row.relance_le),
        Cell::text(row.relance_heure.as_deref()),
        Cell::text(row.relance_objet.as_deref()),
        Cell::text(row.responsable()),
    ]
}

/// Formats a number of the French plan as it is dialled; a foreign one stays in E.164.
pub(super) fn dialled(number: &str) -> String {
    telephone::national(number).unwrap_or_else(|| number.to_owned())
}

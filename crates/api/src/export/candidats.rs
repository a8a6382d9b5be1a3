//! Exports candidates.

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::{CandidatSortKey, Sort};
use diesel_async::AsyncPgConnection;

use super::cell::{Cell, Column, Table};
use super::draft::Draft;
use super::format::Format;
use super::prospects::dialled;
use crate::db::audit::{self, Auteur};
use crate::db::candidats::{self, CandidatFilters, ExportRow};
use crate::error::{ApiError, ApiResult};
use crate::export_slots::begin_export;

static TABLE: Table = Table {
    title: "Candidats",
    columns: &[
        Column { header: "N° de dossier", width: 18.0 },
        Column { header: "Prospect", width: 13.0 },
        Column { header: "Nom", width: 20.0 },
        Column { header: "Prénom", width: 16.0 },
        Column { header: "E-mails", width: 32.0 },
        Column { header: "Téléphones", width: 18.0 },
        Column { header: "Formation (code)", width: 18.0 },
        Column { header: "Formation", width: 32.0 },
        Column { header: "Session", width: 22.0 },
        Column { header: "Début souhaité", width: 15.0 },
        Column { header: "Dossier", width: 12.0 },
        Column { header: "Pièces manquantes", width: 18.0 },
        Column { header: "Il manque", width: 40.0 },
        Column { header: "Dossier Drive", width: 40.0 },
        Column { header: "Converti", width: 17.0 },
    ],
};

/// Writes every candidate that matches, in list order, in one snapshot. Each record gets an audit entry; without it,
/// the file is refused.
pub async fn export_candidats(
    conn: &mut AsyncPgConnection,
    person: &Utilisateur,
    now: DateTime<Utc>,
    filters: &CandidatFilters,
    sort: Sort<CandidatSortKey>,
    format: Format,
) -> ApiResult<Draft> {
    let auteur = Auteur::from(person);
    let draft = Draft::create(format, &TABLE).await?;
    conn.build_transaction()
        .repeatable_read()
        .run::<_, ApiError, _>(async |conn| {
            begin_export(conn, person.id_utilisateur).await?;
            audit::insert_exported_candidats(conn, filters, &auteur, now).await?;
            draft.fill(candidats::export(conn, filters, sort), cells).await
        })
        .await
}

fn cells(row: &ExportRow) -> Vec<Cell> {
    let (nom, prenom) = row.names();
    vec![
        Cell::Text(row.numero_dossier.clone()),
        Cell::Text(row.id_prospect().to_owned()),
        Cell::Text(nom.to_owned()),
        Cell::Text(prenom.to_owned()),
        Cell::Text(row.emails().collect::<Vec<_>>().join(", ")),
        Cell::Text(row.telephones().map(dialled).collect::<Vec<_>>().join(", ")),
        Cell::Text(row.formation_retenue.clone()),
        Cell::Text(row.formation_nom.clone()),
        Cell::text(row.session.as_deref()),
        Cell::day(row.date_debut_souhaitee),
        Cell::Text(row.statut_dossier().libelle().to_owned()),
        Cell::Number(row.pieces_manquantes.into()),
        Cell::text(row.manquent.as_deref()),
        Cell::text(row.lien_dossier_drive.as_deref()),
        Cell::Instant(row.date_conversion),
    ]
}

//! Reads every candidate that matches, in the order of the list, for an export.

use chrono::{DateTime, NaiveDate, Utc};
use common::{CandidatSortKey, IdProspect, Sort, StatutDossier};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::AsyncPgConnection;

use super::list::{CandidatFilters, ordered};
use crate::db::Code;
use crate::db::batches::{self, Batches};
use crate::db::schema::{candidats, formations, prospects, sessions};

/// Number of rows read at a time; a row is about 500 bytes.
const BATCH: usize = 2_000;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Lists the labels of the pieces that a candidate lacks.
    fn libelles_manquants(candidat: BigInt) -> Nullable<Text>;
}

/// The columns of a candidate in an export.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = candidats)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct ExportRow {
    pub numero_dossier: String,
    id_prospect: Code<IdProspect>,
    #[diesel(select_expression = (prospects::nom, prospects::prenom, prospects::emails, prospects::telephones))]
    person: (String, String, Vec<Option<String>>, Vec<Option<String>>),
    pub formation_retenue: String,
    #[diesel(select_expression = formations::nom)]
    pub formation_nom: String,
    #[diesel(select_expression = sessions::libelle.nullable())]
    pub session: Option<String>,
    pub date_debut_souhaitee: Option<NaiveDate>,
    statut_dossier: Code<StatutDossier>,
    pub pieces_manquantes: i32,
    #[diesel(select_expression = libelles_manquants(candidats::id_candidat))]
    pub manquent: Option<String>,
    pub lien_dossier_drive: Option<String>,
    pub date_conversion: DateTime<Utc>,
}

impl ExportRow {
    /// Returns the identifier of the prospect.
    pub fn id_prospect(&self) -> &str {
        self.id_prospect.0.as_str()
    }

    /// Returns nom and prénom.
    pub fn names(&self) -> (&str, &str) {
        (&self.person.0, &self.person.1)
    }

    /// Iterates over the email addresses, the main one first.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.person.2.iter().flatten().map(String::as_str)
    }

    /// Iterates over the telephone numbers in E.164, the main one first.
    pub fn telephones(&self) -> impl Iterator<Item = &str> {
        self.person.3.iter().flatten().map(String::as_str)
    }

    /// Returns the state of the file.
    pub fn statut_dossier(&self) -> StatutDossier {
        self.statut_dossier.0
    }
}

/// Opens a cursor on every row that matches, in the order of `sort`. The caller reads it batch by batch inside its
/// transaction.
pub fn export<'c>(
    conn: &'c mut AsyncPgConnection,
    filters: &'c CandidatFilters,
    sort: Sort<CandidatSortKey>,
) -> Batches<'c, ExportRow> {
    let query = ordered(filters.rows(), sort)
        .inner_join(prospects::table.on(candidats::id_prospect.eq(prospects::id_prospect)))
        .inner_join(formations::table.on(candidats::formation_retenue.eq(formations::code)))
        .left_join(sessions::table.on(candidats::id_session.eq(sessions::id_session.nullable())))
        .select(ExportRow::as_select());
    batches::load(conn, query, BATCH)
}

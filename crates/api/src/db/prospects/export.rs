//! Reads every prospect that matches, in the order of the list, for an export.

use chrono::{DateTime, NaiveDate, Utc};
use common::auth::nom_complet;
use common::{ModeFinancement, MotifPerte, Sort, Source, StatutProspect};
use diesel::prelude::*;
use diesel_async::AsyncPgConnection;

use super::filters::ProspectFilters;
use super::list::ordered;
use crate::db::Code;
use crate::db::batches::{self, Batches};
use crate::db::schema::{formations, prospects, utilisateurs};

/// Number of rows read at a time; a row is about 500 bytes.
const BATCH: usize = 2_000;

/// The columns of a prospect in an export.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct ExportRow {
    pub id_prospect: String,
    pub nom: String,
    pub prenom: String,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    pub adresse: Option<String>,
    pub code_postal: Option<String>,
    pub ville: Option<String>,
    pub formation_souhaitee: Option<String>,
    #[diesel(select_expression = formations::nom.nullable())]
    pub formation_nom: Option<String>,
    mode_financement: Option<Code<ModeFinancement>>,
    statut_prospect: Code<StatutProspect>,
    source: Code<Source>,
    pub nb_echanges: i32,
    pub date_premier_contact: DateTime<Utc>,
    pub date_dernier_contact: DateTime<Utc>,
    motif_perte: Option<Code<MotifPerte>>,
    pub relance_le: Option<NaiveDate>,
    pub relance_heure: Option<String>,
    pub relance_objet: Option<String>,
    #[diesel(select_expression = (utilisateurs::prenom, utilisateurs::nom).nullable())]
    responsable: Option<(String, String)>,
}

impl ExportRow {
    /// Iterates over the email addresses, the main one first.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.emails.iter().flatten().map(String::as_str)
    }

    /// Iterates over the telephone numbers in E.164, the main one first.
    pub fn telephones(&self) -> impl Iterator<Item = &str> {
        self.telephones.iter().flatten().map(String::as_str)
    }

    /// Returns the funding mode.
    pub fn mode_financement(&self) -> Option<ModeFinancement> {
        self.mode_financement.map(|mode| mode.0)
    }

    /// Returns the statut of the prospect.
    pub fn statut(&self) -> StatutProspect {
        self.statut_prospect.0
    }

    /// Returns the reason of the loss.
    pub fn motif_perte(&self) -> Option<MotifPerte> {
        self.motif_perte.map(|motif| motif.0)
    }

    /// Returns the name of the admin who follows the prospect.
    pub fn responsable(&self) -> Option<String> {
        self.responsable.as_ref().map(|(prenom, nom)| nom_complet(prenom, nom))
    }

    /// Returns the source of the prospect.
    pub fn source(&self) -> Source {
        self.source.0
    }
}

/// Opens a cursor on every row that matches, in the order of `sort`. The caller reads it batch by batch inside its
/// transaction.
pub fn export<'c>(
    conn: &'c mut AsyncPgConnection,
    filters: &'c ProspectFilters,
    sort: Sort,
) -> Batches<'c, ExportRow> {
    let query = ordered(filters.sorted_rows(sort), sort.key, !sort.descending, None)
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .left_join(utilisateurs::table)
        .select(ExportRow::as_select());
    batches::load(conn, query, BATCH)
}

//! Every prospect that matches, in the order of the list, with what an export shows.

use chrono::{DateTime, Utc};
use common::{ModeFinancement, Sort, Source, StatutProspect};
use diesel::prelude::*;
use diesel_async::AsyncPgConnection;

use super::filters::ProspectFilters;
use super::list::ordered;
use crate::db::Code;
use crate::db::cursor::Cursor;
use crate::db::schema::{formations, prospects};

/// Rows read at a time: some 500 bytes each.
const BATCH: i64 = 2_000;

/// What an export shows of a prospect.
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
}

impl ExportRow {
    /// Every email address, the main one first.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.emails.iter().flatten().map(String::as_str)
    }

    /// Every telephone number, E.164, the main one first.
    pub fn telephones(&self) -> impl Iterator<Item = &str> {
        self.telephones.iter().flatten().map(String::as_str)
    }

    /// Who pays.
    pub fn mode_financement(&self) -> Option<ModeFinancement> {
        self.mode_financement.map(|mode| mode.0)
    }

    /// Where the prospect stands.
    pub fn statut(&self) -> StatutProspect {
        self.statut_prospect.0
    }

    /// How the prospect came.
    pub fn source(&self) -> Source {
        self.source.0
    }
}

/// Every row that matches, in the order of `sort`, to be read batch by batch inside the caller's transaction.
pub async fn export<'c>(
    conn: &'c mut AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
) -> QueryResult<Cursor<'c, ExportRow>> {
    let query = ordered(filters.sorted_rows(sort), sort.key, !sort.descending, None)
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .select(ExportRow::as_select());
    Cursor::open(conn, query, BATCH).await
}

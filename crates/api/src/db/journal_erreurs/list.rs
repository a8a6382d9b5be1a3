//! Filtered queries on the error journal, newest first: one page, the count, or everything.

use chrono::{DateTime, Utc};
use common::{JournalErreur, Severite};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{EntryRow, with_action};
use crate::db::batches::{self, Batches};
use crate::db::like::{anywhere, normalise, or_signs, words};
use crate::db::schema::{conversions_en_cours, journal_erreurs, prospects};

/// Number of rows that an export reads at a time; small, because an entry may hold 256 kB of data.
const BATCH: usize = 200;

/// Filters of the error journal: OR inside a filter, AND between filters. An empty filter keeps all entries.
#[derive(Debug, Clone, Default)]
pub struct JournalFilters {
    /// Keeps these severities.
    pub severite: Vec<Severite>,
    /// Keeps the entries of these workflows.
    pub workflow: Vec<String>,
    /// Keeps the entries that are resolved, or those that are not.
    pub resolu: Option<bool>,
    /// Keeps the entries from this instant on, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// Keeps the entries before this instant, exclusive.
    pub before: Option<DateTime<Utc>>,
    /// LIKE patterns that [`search`] built.
    pub search: Vec<String>,
}

/// Turns a typed search into LIKE patterns: an entry must contain every word.
pub async fn search(conn: &AsyncPgConnection, typed: &str) -> QueryResult<Vec<String>> {
    let normalised = normalise(conn, typed).await?;
    Ok(or_signs(words(&normalised), &normalised).into_iter().map(anywhere).collect())
}

impl JournalFilters {
    fn rows(&self) -> journal_erreurs::BoxedQuery<'_, Pg> {
        let mut query = journal_erreurs::table.into_boxed();
        if !self.severite.is_empty() {
            query = query.filter(journal_erreurs::severite.eq_any(self.severite.iter().map(AsRef::as_ref)));
        }
        if !self.workflow.is_empty() {
            query = query.filter(journal_erreurs::nom_workflow.eq_any(&self.workflow));
        }
        if let Some(resolu) = self.resolu {
            query = query.filter(journal_erreurs::resolu.eq(resolu));
        }
        if let Some(at) = self.from {
            query = query.filter(journal_erreurs::date_erreur.ge(at));
        }
        if let Some(at) = self.before {
            query = query.filter(journal_erreurs::date_erreur.lt(at));
        }
        self.search.iter().fold(query, |query, pattern| {
            query.filter(journal_erreurs::recherche_document.like(pattern.as_str()))
        })
    }
}

/// Selects the entries that match, in the order of the list, each with its action.
macro_rules! entries {
    ($filters:expr) => {
        with_action!($filters.rows().order((journal_erreurs::date_erreur.desc(), journal_erreurs::id.desc())))
    };
}

/// Lists a page of the entries that match, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    filters: &JournalFilters,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<JournalErreur>> {
    let rows: Vec<EntryRow> = entries!(filters).offset(offset).limit(limit).load(&mut &*conn).await?;
    Ok(rows.into_iter().map(JournalErreur::from).collect())
}

/// Counts the entries that match.
pub async fn count(conn: &AsyncPgConnection, filters: &JournalFilters) -> QueryResult<i64> {
    filters.rows().count().get_result(&mut &*conn).await
}

/// Opens a cursor on every entry that matches, in the order of the list. The caller reads it batch by batch inside
/// its transaction.
pub fn export<'c>(conn: &'c mut AsyncPgConnection, filters: &'c JournalFilters) -> Batches<'c, EntryRow> {
    batches::load(conn, entries!(filters), BATCH)
}

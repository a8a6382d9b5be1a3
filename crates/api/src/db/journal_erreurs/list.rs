//! Entries by filters, newest first: a page of them, their number, or all of them.

use chrono::{DateTime, Utc};
use common::{JournalErreur, Severite};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::EntryRow;
use crate::db::batches::{self, Batches};
use crate::db::like::{anywhere, normalise, or_signs, words};
use crate::db::schema::{conversions_en_cours, journal_erreurs};

/// An entry may hold 256 kB of data: fewer at a time than of what is small.
const BATCH: usize = 200;

/// Which entries: OR inside a filter, AND between filters; an empty one lets all through.
#[derive(Debug, Clone, Default)]
pub struct JournalFilters {
    /// How serious they are.
    pub severite: Vec<Severite>,
    /// Names of workflows.
    pub workflow: Vec<String>,
    /// Whether somebody took care of them.
    pub resolu: Option<bool>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub before: Option<DateTime<Utc>>,
    /// What [`search`] made of what is looked for.
    pub search: Vec<String>,
}

/// LIKE patterns for the words of a search as it was typed: an entry must hold every one, anywhere.
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

/// The entries that match, in the order of the list, each with its action.
macro_rules! entries {
    ($filters:expr) => {
        $filters
            .rows()
            .order((journal_erreurs::date_erreur.desc(), journal_erreurs::id.desc()))
            .left_join(conversions_en_cours::table)
            .select(EntryRow::as_select())
    };
}

/// A page of the entries that match, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    filters: &JournalFilters,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<JournalErreur>> {
    let rows: Vec<EntryRow> = entries!(filters).offset(offset).limit(limit).load(&mut &*conn).await?;
    Ok(rows.into_iter().map(JournalErreur::from).collect())
}

/// How many entries match.
pub async fn count(conn: &AsyncPgConnection, filters: &JournalFilters) -> QueryResult<i64> {
    filters.rows().count().get_result(&mut &*conn).await
}

/// Every entry that matches, in the order of the list, to be read batch by batch inside the caller's transaction.
pub fn export<'c>(conn: &'c mut AsyncPgConnection, filters: &'c JournalFilters) -> Batches<'c, EntryRow> {
    batches::load(conn, entries!(filters), BATCH)
}

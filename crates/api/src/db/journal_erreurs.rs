//! Queries on `journal_erreurs`: the failures of the service and of n8n. `list` holds the filters, `statistics` the
//! figures.

mod list;
mod statistics;

use chrono::{DateTime, Utc};
use common::{IdAction, IdProspect, JournalErreur, Severite, StatutAction, TypeAction};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
pub use list::{JournalFilters, count, export, list, search};
use serde_json::Value;
pub use statistics::{count_open, statistics};

use super::schema::{conversions_en_cours, journal_erreurs, prospects};
use super::{Code, RowId};

/// An entry to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = journal_erreurs)]
pub struct NewJournalErreur<'a> {
    /// When the failure happened.
    pub date_erreur: DateTime<Utc>,
    /// Name of the n8n workflow, or of the part of the service.
    pub nom_workflow: &'a str,
    /// Name of the n8n node.
    pub nom_noeud: Option<&'a str>,
    /// Message of the error.
    pub message_erreur: &'a str,
    /// Data needed to act on the failure, without secrets.
    pub donnees_entree: Option<Value>,
    /// Severity of the failure.
    pub severite: Code<Severite>,
    /// The action that failed.
    pub id_conversion: Option<RowId<IdAction>>,
}

/// The failed action, as far as an entry shows it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = conversions_en_cours)]
pub struct FailedAction {
    id_prospect: Code<IdProspect>,
    type_action: Code<TypeAction>,
    statut_action: Code<StatutAction>,
    remplacee: bool,
}

/// The name of the prospect of the failed action.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct FailedFor {
    nom: String,
    prenom: String,
}

/// An entry, as stored, with its failed action and the prospect of that action.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal_erreurs)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct EntryRow {
    pub id: i64,
    pub date_erreur: DateTime<Utc>,
    pub nom_workflow: String,
    pub nom_noeud: Option<String>,
    pub message_erreur: String,
    pub donnees_entree: Option<Value>,
    severite: Code<Severite>,
    pub resolu: bool,
    pub resolu_par: Option<String>,
    pub date_resolution: Option<DateTime<Utc>>,
    id_conversion: Option<RowId<IdAction>>,
    #[diesel(embed)]
    action: Option<FailedAction>,
    #[diesel(embed)]
    prospect: Option<FailedFor>,
}

/// Joins the entries of a query with the failed action and its prospect, as [`EntryRow`] selects them.
macro_rules! with_action {
    ($entries:expr) => {
        $entries
            .left_join(conversions_en_cours::table.left_join(prospects::table))
            .select(EntryRow::as_select())
    };
}
use with_action;

impl EntryRow {
    /// Returns the severity of the failure.
    pub fn severite(&self) -> Severite {
        self.severite.0
    }

    /// Returns the prospect of the failed action.
    pub fn id_prospect(&self) -> Option<&IdProspect> {
        self.action.as_ref().map(|action| &action.id_prospect.0)
    }

    /// Returns the name of the prospect of the failed action.
    pub fn nom_prospect(&self) -> Option<String> {
        self.prospect.as_ref().map(|one| format!("{} {}", one.prenom, one.nom).trim().to_owned())
    }

    /// Returns the type of the failed action.
    pub fn type_action(&self) -> Option<TypeAction> {
        self.action.as_ref().map(|action| action.type_action.0)
    }

    /// Returns true when "Relancer" is possible: the action failed and no later one replaced it.
    fn is_relancable(&self) -> bool {
        let failed = |action: &FailedAction| action.statut_action.0 == StatutAction::Erreur;
        self.action.as_ref().is_some_and(|action| failed(action) && !action.remplacee)
    }
}

impl From<EntryRow> for JournalErreur {
    fn from(row: EntryRow) -> Self {
        Self {
            id_prospect: row.id_prospect().cloned(),
            nom_prospect: row.nom_prospect(),
            type_action: row.type_action(),
            relancable: row.is_relancable(),
            id: row.id,
            date_erreur: row.date_erreur.into(),
            nom_workflow: row.nom_workflow,
            nom_noeud: row.nom_noeud,
            message_erreur: row.message_erreur,
            donnees_entree: row.donnees_entree,
            severite: row.severite.0,
            resolu: row.resolu,
            resolu_par: row.resolu_par,
            date_resolution: row.date_resolution.map(Into::into),
            id_conversion: row.id_conversion.map(|RowId(id)| id),
        }
    }
}

/// Inserts an entry and returns its identifier.
pub async fn insert(conn: &AsyncPgConnection, entry: &NewJournalErreur<'_>) -> QueryResult<i64> {
    diesel::insert_into(journal_erreurs::table)
        .values(entry)
        .returning(journal_erreurs::id)
        .get_result(&mut &*conn)
        .await
}

/// Fills the search keys of up to 500 entries that predate them and returns their number. An erasure that touches
/// these entries waits for one batch only.
pub async fn extract_keys(conn: &mut AsyncPgConnection) -> QueryResult<usize> {
    diesel::sql_query(
        "UPDATE journal_reperes r SET reperes = reperes_de_texte(journal_texte(j)) FROM journal_erreurs j
         WHERE j.id = r.id_entree AND r.id_entree IN (SELECT id_entree FROM journal_reperes
             WHERE reperes IS NULL ORDER BY id_entree LIMIT 500 FOR UPDATE SKIP LOCKED)",
    )
    .execute(conn)
    .await
}

/// Returns true when an entry with an identical message was written after `since`.
pub async fn is_repeated(
    conn: &mut AsyncPgConnection,
    entry: &NewJournalErreur<'_>,
    since: DateTime<Utc>,
) -> QueryResult<bool> {
    let same = journal_erreurs::table
        .filter(journal_erreurs::nom_workflow.eq(entry.nom_workflow))
        .filter(journal_erreurs::date_erreur.gt(since))
        .filter(journal_erreurs::message_erreur.eq(entry.message_erreur));
    diesel::select(diesel::dsl::exists(same)).get_result(conn).await
}

/// Finds one entry.
pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<JournalErreur>> {
    let row: Option<EntryRow> = with_action!(journal_erreurs::table.filter(journal_erreurs::id.eq(id)))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(JournalErreur::from))
}

/// The resolution of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Resolution<'a> {
    /// Name of the person who resolved it.
    pub par: &'a str,
    /// Date of the resolution.
    pub date: DateTime<Utc>,
}

/// Resolves these entries, or reopens them when `resolution` is `None`. Entries already in that state do not change.
/// Returns the number of changed entries.
pub async fn update_resolution(
    conn: &mut AsyncPgConnection,
    ids: &[i64],
    resolution: Option<Resolution<'_>>,
) -> QueryResult<usize> {
    diesel::update(journal_erreurs::table)
        .filter(journal_erreurs::id.eq_any(ids))
        .filter(journal_erreurs::resolu.ne(resolution.is_some()))
        .set((
            journal_erreurs::resolu.eq(resolution.is_some()),
            journal_erreurs::resolu_par.eq(resolution.map(|resolution| resolution.par)),
            journal_erreurs::date_resolution.eq(resolution.map(|resolution| resolution.date)),
        ))
        .execute(conn)
        .await
}

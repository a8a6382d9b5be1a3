//! `journal_erreurs`: every failure, ours and n8n's.

use chrono::{DateTime, Utc};
use common::Severite;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::Code;
use super::schema::journal_erreurs;

/// An entry to write.
#[derive(Debug, Insertable)]
#[diesel(table_name = journal_erreurs)]
pub struct NewJournalErreur<'a> {
    /// When it happened.
    pub date_erreur: DateTime<Utc>,
    /// The n8n workflow, or the part of ours.
    pub nom_workflow: &'a str,
    /// The n8n node.
    pub nom_noeud: Option<&'a str>,
    /// What went wrong.
    pub message_erreur: &'a str,
    /// What is needed to act, without secrets.
    pub donnees_entree: Option<Value>,
    /// How serious it is.
    pub severite: Code<Severite>,
    /// The action that failed.
    pub id_conversion: Option<i64>,
}

/// Writes an entry; returns its identifier.
pub async fn insert(conn: &mut AsyncPgConnection, entry: &NewJournalErreur<'_>) -> QueryResult<i64> {
    diesel::insert_into(journal_erreurs::table)
        .values(entry)
        .returning(journal_erreurs::id)
        .get_result(conn)
        .await
}

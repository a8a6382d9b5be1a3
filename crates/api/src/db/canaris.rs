//! Queries on `canaris`: the result of the last test ping of each workflow. The rules are in [`crate::sante`].

use chrono::{DateTime, Utc};
use common::sante::Canari;
use common::{EtatWorkflow, TypeAction};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::canaris;

/// State of a workflow, as stored.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = canaris, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct CanariRow {
    pub type_action: Code<TypeAction>,
    pub date_canari: Option<DateTime<Utc>>,
    pub etat: Code<EtatWorkflow>,
    pub statut_http: Option<i32>,
    pub duree_ms: i64,
    pub message: String,
    pub workflow_id: Option<String>,
    pub signale: bool,
    pub id_journal: Option<i64>,
}

impl CanariRow {
    /// Returns the last canari; `None` before the first.
    pub fn last(&self) -> Option<Canari> {
        Some(Canari {
            date: self.date_canari?.into(),
            etat: self.etat.0,
            statut_http: self.statut_http,
            duree_ms: self.duree_ms,
            message: self.message.clone(),
            workflow_id: self.workflow_id.clone(),
        })
    }
}

/// Lists every workflow, ordered by the code of its type.
pub async fn list(conn: &mut AsyncPgConnection) -> QueryResult<Vec<CanariRow>> {
    canaris::table.order(canaris::type_action).select(CanariRow::as_select()).load(conn).await
}

/// Claims the right to send a canari to these workflows, except those that another instance claimed after `before`.
/// Returns the claimed ones.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    types: &[TypeAction],
    now: DateTime<Utc>,
    before: DateTime<Utc>,
) -> QueryResult<Vec<TypeAction>> {
    conn.transaction(async |conn| {
        // Lock in the order in which results are written, so that two rounds do not deadlock.
        let due: Vec<Code<TypeAction>> = canaris::table
            .filter(canaris::type_action.eq_any(types.iter().copied().map(Code)))
            .filter(canaris::date_demande.is_null().or(canaris::date_demande.le(before)))
            .order(canaris::type_action)
            .select(canaris::type_action)
            .for_update()
            .load(conn)
            .await?;
        diesel::update(canaris::table.filter(canaris::type_action.eq_any(&due)))
            .set(canaris::date_demande.eq(now))
            .execute(conn)
            .await?;
        Ok(due.into_iter().map(|Code(type_action)| type_action).collect())
    })
    .await
}

/// Loads one workflow and locks it until the end of the transaction.
pub async fn lock(conn: &mut AsyncPgConnection, type_action: TypeAction) -> QueryResult<CanariRow> {
    canaris::table.find(Code(type_action)).select(CanariRow::as_select()).for_update().first(conn).await
}

/// Saves a workflow that [`lock`] returned.
pub async fn update(conn: &mut AsyncPgConnection, row: &CanariRow) -> QueryResult<()> {
    diesel::update(canaris::table.find(row.type_action)).set(row).execute(conn).await?;
    Ok(())
}

//! Queries on `disjoncteurs`: the circuit breaker of each action type's webhook. The rules are in [`crate::actions`].

use chrono::{DateTime, Utc};
use common::TypeAction;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::prepared::Prepared;
use super::schema::disjoncteurs as d;

/// A breaker, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = d, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct DisjoncteurRow {
    pub type_action: Code<TypeAction>,
    pub echecs: i32,
    pub injoignable_depuis: Option<DateTime<Utc>>,
    pub prochain_essai: Option<DateTime<Utc>>,
    pub essais: i32,
}

/// An open breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBreaker {
    /// Type of the actions whose calls wait.
    pub type_action: TypeAction,
    /// Since when n8n does not answer.
    pub since: DateTime<Utc>,
    /// When one trial call is allowed.
    pub next_trial: DateTime<Utc>,
}

impl DisjoncteurRow {
    /// Returns the breaker when it is open.
    pub fn open(&self) -> Option<OpenBreaker> {
        let (since, next_trial) = self.injoignable_depuis.zip(self.prochain_essai)?;
        Some(OpenBreaker { type_action: self.type_action.0, since, next_trial })
    }
}

/// Lists every breaker.
pub async fn list(conn: &mut AsyncPgConnection) -> QueryResult<Vec<DisjoncteurRow>> {
    d::table.order(d::type_action).select(DisjoncteurRow::as_select()).load(conn).await
}

/// Lists the open breakers.
pub async fn list_open(conn: &AsyncPgConnection) -> QueryResult<Vec<OpenBreaker>> {
    let rows: Vec<DisjoncteurRow> = d::table
        .filter(d::prochain_essai.is_not_null())
        .order(d::type_action)
        .select(DisjoncteurRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.iter().filter_map(DisjoncteurRow::open).collect())
}

/// Loads one breaker and locks it until the end of the transaction. Lock it after the prospect and the action, as
/// every transaction does.
pub async fn lock(conn: &mut AsyncPgConnection, type_action: TypeAction) -> QueryResult<DisjoncteurRow> {
    d::table.find(Code(type_action)).select(DisjoncteurRow::as_select()).for_update().first(conn).await
}

/// Locks one breaker if it counts failures; locks nothing otherwise.
pub async fn lock_failing(
    conn: &mut AsyncPgConnection,
    type_action: TypeAction,
) -> QueryResult<Option<DisjoncteurRow>> {
    d::table
        .find(Code(type_action))
        .filter(d::echecs.gt(0))
        .select(DisjoncteurRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Saves a breaker that [`lock`] or [`lock_failing`] returned.
pub async fn update(conn: &mut AsyncPgConnection, row: &DisjoncteurRow) -> QueryResult<()> {
    Prepared(diesel::update(d::table.find(row.type_action)).set(row)).execute(conn).await?;
    Ok(())
}

/// Claims the right to make one trial call through an open breaker, exclusively until `until`, and counts the trial.
/// Returns false when it is too early or another instance claimed it.
pub async fn take_trial(
    conn: &mut AsyncPgConnection,
    type_action: TypeAction,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> QueryResult<bool> {
    let taken = Prepared(
        diesel::update(d::table.find(Code(type_action)))
            .filter(d::prochain_essai.le(now))
            .set((d::prochain_essai.eq(until), d::essais.eq(d::essais + 1))),
    )
    .execute(conn)
    .await?;
    Ok(taken == 1)
}

//! A database that a school has begun to use: it takes no invented people.

use anyhow::bail;
use diesel::QueryDsl as _;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::is_filled;
use crate::db::schema::{journal_erreurs, oppositions, utilisateurs};

/// Refuses a database that has no catalogue and no prospects yet, and somebody's data all the same.
///
/// # Errors
/// When it holds some, or does not answer.
pub async fn refuse_school(conn: &mut AsyncPgConnection) -> anyhow::Result<()> {
    if is_filled(conn).await?.is_some() {
        // Nothing is written there in any case.
        return Ok(());
    }
    let accounts: i64 = utilisateurs::table.count().get_result(conn).await?;
    let opposed: i64 = oppositions::table.count().get_result(conn).await?;
    let failures: i64 = journal_erreurs::table.count().get_result(conn).await?;
    if accounts + opposed + failures > 0 {
        bail!(
            "the database is in use (accounts: {accounts}, oppositions: {opposed}, journal entries: {failures}): invented people \
             could not be told from its own; --base-en-service writes them all the same"
        );
    }
    Ok(())
}

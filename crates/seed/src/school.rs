//! Refuses to write demo data into a database that a school has begun to use.

use anyhow::bail;
use diesel::QueryDsl as _;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use prospects_api::db::schema::{journal_erreurs, oppositions, utilisateurs};

use super::is_filled;

/// Refuses a database without catalogue and prospects that holds accounts, oppositions or journal entries.
///
/// # Errors
/// Fails for such a database, and for one that does not answer.
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
             could not be told from its own; --allow-in-use writes them all the same"
        );
    }
    Ok(())
}

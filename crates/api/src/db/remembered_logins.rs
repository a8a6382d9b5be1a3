//! The lock by which instances prove that they have forgotten the logins that they remember.
//!
//! The listening connection of each instance holds it in shared mode, and lets it go for a moment after each notice of
//! a changed login. A writer that obtains it in exclusive mode after its commit knows that every instance had the
//! notice.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

/// Channel on which triggers announce changed logins.
pub const CHANNEL: &str = "admissions_connexions";
/// Statement of a listening connection that takes the lock.
pub const HOLD: &str = "SELECT pg_advisory_lock_shared(1819240297, 1)";
/// Statements of a listening connection that let the lock go, for writers that wait, and take it again.
pub const HOLD_AGAIN: &str =
    "SELECT pg_advisory_unlock_shared(1819240297, 1); SELECT pg_advisory_lock_shared(1819240297, 1)";

/// Waits until every instance has forgotten the logins of before the last commit. Call it outside a transaction.
///
/// # Errors
/// A lock timeout after 400 ms, which is longer than [`crate::logins::LEASE`]: an instance that does not answer has
/// stopped using what it remembers.
pub async fn wait_until_forgotten(conn: &AsyncPgConnection) -> QueryResult<()> {
    let wait = "SELECT set_config('lock_timeout', '400ms', true), pg_advisory_xact_lock(1819240297, 1)";
    diesel::sql_query(wait).execute(&mut &*conn).await?;
    Ok(())
}

//! State of a PostgreSQL connection: its timeouts, and if it answers and accepts writes.

use std::time::Duration;

use diesel::sql_types::Bool;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};

/// Statement timeout of an export.
const LONG: Duration = Duration::from_mins(10);

/// Sets the timeout of statements, and of transactions that stay idle.
pub async fn limit_statements(conn: &mut AsyncPgConnection, limit: Duration) -> QueryResult<()> {
    let limit = limit.as_millis();
    let settings =
        format!("SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {limit}");
    conn.batch_execute(&settings).await
}

/// Raises the statement timeout for this transaction.
pub async fn allow_long_statements(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute(&format!("SET LOCAL statement_timeout = {}", LONG.as_millis())).await
}

/// Limits the time that a statement of this connection waits for a lock.
pub async fn set_lock_timeout(conn: &mut AsyncPgConnection, limit: Duration) -> QueryResult<()> {
    conn.batch_execute(&format!("SET lock_timeout = {}", limit.as_millis())).await
}

/// Reverts [`set_lock_timeout`].
pub async fn reset_lock_timeout(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("RESET lock_timeout").await
}

/// Limits the time that a statement of this transaction waits for a lock.
pub async fn limit_lock_waits(conn: &mut AsyncPgConnection, limit: Duration) -> QueryResult<()> {
    conn.batch_execute(&format!("SET LOCAL lock_timeout = {}", limit.as_millis())).await
}

/// Waits for the response to a statement that does nothing.
pub async fn ask(conn: &AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(&mut &*conn).await?;
    Ok(())
}

/// Returns true when the database accepts writes; a standby or a read-only database does not.
pub async fn is_writable(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = Bool)]
        writable: bool,
    }
    let setting: Setting =
        diesel::sql_query("SELECT NOT current_setting('transaction_read_only')::boolean AS writable")
            .get_result(conn)
            .await?;
    Ok(setting.writable)
}

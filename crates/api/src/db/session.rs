//! Settings of a connection to PostgreSQL: how long a statement may take.

use std::time::Duration;

use diesel::sql_types::Bool;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};

/// How long a statement of an export may take.
const LONG: Duration = Duration::from_mins(10);

/// Ends statements that take longer than `limit`, and transactions that are idle for longer.
pub async fn limit_statements(conn: &mut AsyncPgConnection, limit: Duration) -> QueryResult<()> {
    let limit = limit.as_millis();
    let settings =
        format!("SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {limit}");
    conn.batch_execute(&settings).await
}

/// Lets the statements of this transaction take longer.
pub async fn allow_long_statements(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute(&format!("SET LOCAL statement_timeout = {}", LONG.as_millis())).await
}

/// Whether the database takes changes: a standby does not, nor one that was set to be read only.
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

//! The lock by which instances prove that they have forgotten the logins that they remember.
//!
//! The listening connection of each instance holds it in shared mode, and lets it go for [`OPEN_FOR`] after each notice
//! of a changed login. A writer that obtains it in exclusive mode after its notice knows that every instance had it.

use std::time::Duration;

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};

/// Channel on which triggers announce changed logins.
pub const CHANNEL: &str = "admissions_connexions";
/// Statement of a listening connection that takes the lock.
pub const HOLD: &str = "SELECT pg_advisory_lock_shared(1819240297, 1)";
/// Statement of a listening connection that lets the lock go, for writers that wait.
pub const LET_GO: &str = "SELECT pg_advisory_unlock_shared(1819240297, 1)";
/// Time during which an instance leaves the lock to writers: a writer asks for it shortly after its notice.
pub const OPEN_FOR: Duration = Duration::from_millis(50);

/// Number of notices: an instance that was busy may have taken the lock again before the writer asked for it.
const NOTICES: usize = 4;

/// Tells every instance that logins changed, and waits until all of them have forgotten those of before the last commit.
/// Call it outside a transaction. The triggers tell them too, but only of changed rows, and before anybody waits.
///
/// # Errors
/// A lock timeout after 400 ms, which is longer than [`crate::logins::LEASE`]: an instance that does not answer has
/// stopped using what it remembers.
pub async fn wait_until_forgotten(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    let mut obtained = Ok(());
    for _ in 0..NOTICES {
        // A crash that loses the notice also ends the connection of each instance, and with it what they remember.
        let notice = format!("BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}; COMMIT");
        conn.batch_execute(&notice).await?;
        let wait = "SELECT set_config('lock_timeout', '100ms', true), pg_advisory_xact_lock(1819240297, 1)";
        obtained = diesel::sql_query(wait).execute(conn).await.map(|_| ());
        if obtained.is_ok() {
            break;
        }
    }
    obtained
}

//! Records failures of the service in the error journal, at no cost for the work that failed.

use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::{self, RowId};

/// Inserts an entry and returns its identifier. Returns `None` when the database refuses the entry, which the log then
/// tells; a savepoint keeps the transaction of the caller.
pub async fn record(conn: &mut AsyncPgConnection, entry: &NewJournalErreur<'_>) -> Option<i64> {
    told(conn.transaction(async |conn| db::journal_erreurs::insert(conn, entry).await).await, entry)
}

/// Does what [`record`] does on a connection without a transaction, which other statements may use meanwhile.
pub async fn record_beside(conn: &AsyncPgConnection, entry: &NewJournalErreur<'_>) -> Option<i64> {
    told(db::journal_erreurs::insert(conn, entry).await, entry)
}

/// Logs a failure.
fn told(written: QueryResult<i64>, entry: &NewJournalErreur<'_>) -> Option<i64> {
    let refused = |error: &diesel::result::Error| {
        let id_conversion = entry.id_conversion.map(|RowId(id)| id.get());
        tracing::error!(error = error.to_string(), id_conversion, "journal entry refused");
    };
    written.inspect_err(refused).ok()
}

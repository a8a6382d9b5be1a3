//! Limits the costly requests that a person has under way, on all instances together.

use diesel_async::AsyncPgConnection;

use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Files, of a list or of one person, that a person has made at once.
const EXPORTS: i32 = 2;
/// When somebody who has them made may ask for another one, in seconds.
const TRY_AGAIN: u64 = 10;

/// Counts a file that a person has made, until the end of the transaction, which may then take its time.
///
/// # Errors
/// 429 while as many are made for this person.
pub async fn begin_export(conn: &mut AsyncPgConnection, id_utilisateur: i64) -> ApiResult<()> {
    if !db::slots::take(conn, id_utilisateur, EXPORTS).await? {
        let detail = "Deux fichiers sont déjà en préparation pour vous. Attendez que l’un d’eux soit prêt.";
        return Err(ApiError::new(ErrorCode::TropDeRequetes, detail).retry_after(TRY_AGAIN));
    }
    Ok(db::session::allow_long_statements(conn).await?)
}

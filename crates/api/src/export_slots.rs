//! Limits the concurrent costly requests of a person, over all instances.

use common::IdUtilisateur;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Maximum number of concurrent exports per person.
const EXPORTS: i32 = 2;
/// Delay before another export may be requested, in seconds.
const TRY_AGAIN: u64 = 10;

/// Counts an export of a person until the end of the transaction, and raises its statement timeout.
///
/// # Errors
/// 429 above the limit.
pub async fn begin_export(conn: &mut AsyncPgConnection, id_utilisateur: IdUtilisateur) -> ApiResult<()> {
    if !db::slots::take(conn, id_utilisateur, EXPORTS).await? {
        let detail = (
            "Deux fichiers sont déjà en préparation pour vous. Attendez que l’un d’eux soit prêt.",
            "Two files are already being prepared for you. Wait until one of them is ready.",
        );
        return Err(ApiError::new(ErrorCode::TropDeRequetes, detail).retry_after(TRY_AGAIN));
    }
    Ok(db::session::allow_long_statements(conn).await?)
}

//! `GET /api/journal-erreurs/{idJournal}`.

use actix_web::{get, web};
use common::JournalErreur;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Returns one entry of the error journal.
#[utoipa::path(
    tag = "Journal",
    operation_id = "getJournalErreur",
    params(("idJournal" = i64, Path, description = "The entry")),
    responses(
        (status = 200, description = "The entry", body = JournalErreur),
    ),
    security(("session" = [])),
)]
#[get("/api/journal-erreurs/{idJournal}")]
pub async fn get_journal_erreur(
    _: AdminUser,
    Id(id): Id<i64>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<JournalErreur>> {
    let mut conn = state.pool.get().await?;
    Ok(web::Json(entry(&mut conn, id).await?))
}

/// Finds an entry, or returns a 404.
pub(super) async fn entry(conn: &mut AsyncPgConnection, id: i64) -> ApiResult<JournalErreur> {
    db::journal_erreurs::find(conn, id).await?.ok_or_else(|| ApiError::not_found("Cette entrée du journal"))
}

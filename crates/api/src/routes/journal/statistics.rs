//! `GET /api/journal-erreurs/statistiques`.

use actix_web::{get, web};
use common::StatistiquesJournal;

use crate::db;
use crate::error::ApiResult;
use crate::extract::AdminUser;
use crate::state::AppState;

/// Returns figures of the error journal: open entries, and mean time to resolution.
#[utoipa::path(
    tag = "Journal",
    operation_id = "getJournalStatistics",
    responses((status = 200, description = "The figures", body = StatistiquesJournal)),
    security(("session" = [])),
)]
#[get("/api/journal-erreurs/statistiques")]
pub async fn get_journal_statistics(
    _: AdminUser,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<StatistiquesJournal>> {
    let read = state.standby.read(async |conn| Ok(db::journal_erreurs::statistics(conn).await?));
    Ok(web::Json(read.await?))
}

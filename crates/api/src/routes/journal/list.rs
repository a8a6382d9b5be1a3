//! `GET /api/journal-erreurs`.

use actix_web::{get, web};
use common::{JournalErreur, Liste, Pagination};

use super::JournalQuery;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery};
use crate::state::AppState;

/// Lists entries of the error journal, newest first.
#[utoipa::path(
    tag = "Journal",
    operation_id = "listJournalErreurs",
    params(
        JournalQuery,
        Page,
    ),
    responses((status = 200, description = "A page of entries", body = Liste<JournalErreur>)),
    security(("session" = [])),
)]
#[get("/api/journal-erreurs")]
pub async fn list_journal_erreurs(
    _: AdminUser,
    ValidQuery(query): ValidQuery<JournalQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<JournalErreur>>> {
    let read = state.standby.read(async |conn| {
        let conn = &*conn;
        let filters = query.filters(conn).await?;
        Ok(futures_util::try_join!(
            db::journal_erreurs::list(conn, &filters, page.offset(), page.limit),
            db::journal_erreurs::count(conn, &filters),
        )?)
    });
    let (data, total) = read.await?;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}

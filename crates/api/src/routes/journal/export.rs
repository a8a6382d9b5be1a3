//! `GET /api/journal-erreurs/export`.

use actix_web::{HttpResponse, get, web};

use super::JournalQuery;
use crate::error::ApiResult;
use crate::export::export_journal;
use crate::extract::{AdminUser, ValidQuery};
use crate::routes::download::{FormatQuery, Workbook, download};
use crate::state::AppState;

/// Every entry that the list shows for these filters, in its order, as a file.
#[utoipa::path(
    tag = "Journal des erreurs",
    operation_id = "exportJournalErreurs",
    params(FormatQuery, JournalQuery),
    responses((status = 200, description = "The file", content(
        (String = "text/csv"),
        (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[get("/api/journal-erreurs/export")]
pub async fn export_journal_file(
    AdminUser(person): AdminUser,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidQuery(query): ValidQuery<JournalQuery>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let mut conn = state.pool.get().await?;
    let filters = query.filters(&conn).await?;
    let draft = export_journal(&mut conn, person.id_utilisateur, &filters, format).await?;
    drop(conn);
    download(draft, "journal-erreurs", state.clock.today()).await
}

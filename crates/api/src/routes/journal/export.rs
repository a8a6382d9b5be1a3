//! `GET /api/journal-erreurs/export`.

use actix_web::{HttpResponse, get, web};

use super::JournalQuery;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::export::export_journal;
use crate::extract::{AdminUser, IsHead, ValidQuery};
use crate::routes::download::{ExportFile, FormatQuery, announce, download, note_export};
use crate::state::AppState;

/// Exports every entry of the list with these filters, in its order, as a file.
#[utoipa::path(
    tag = "Journal",
    operation_id = "exportJournalErreurs",
    params(FormatQuery, JournalQuery),
    responses((status = 200, description = "The file", content(
        (ExportFile = "text/csv"),
        (ExportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[get("/api/journal-erreurs/export")]
pub async fn export_journal_file(
    AdminUser(person): AdminUser,
    client: Client,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidQuery(query): ValidQuery<JournalQuery>,
    IsHead(is_head): IsHead,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let read = state.standby.read(async |conn| {
        let filters = query.filters(conn).await?;
        if is_head {
            return Ok(None);
        }
        export_journal(conn, person.id_utilisateur, &filters, format).await.map(Some)
    });
    let Some(draft) = read.await? else {
        return Ok(announce(format, "journal-erreurs", state.clock.today()));
    };
    let mut conn = state.pool.get().await?;
    note_export(&mut conn, &state, (&person, &client), "JOURNAL_ERREURS").await?;
    drop(conn);
    download(draft, "journal-erreurs", state.clock.today()).await
}

//! `GET /api/candidats/export`.

use actix_web::{HttpResponse, get, web};

use super::query::{CandidatsOrder, CandidatsQuery};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::export::export_candidats;
use crate::extract::{AdminUser, IsHead, ValidQuery};
use crate::routes::download::{ExportFile, FormatQuery, announce, download, note_export};
use crate::state::AppState;

/// Exports every candidate of the list with these filters, in its order, as a file.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "exportCandidats",
    params(
        FormatQuery, CandidatsQuery, CandidatsOrder,
    ),
    responses((status = 200, description = "The file", content(
        (ExportFile = "text/csv"),
        (ExportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[get("/api/candidats/export")]
pub async fn export_candidats_file(
    AdminUser(person): AdminUser,
    client: Client,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidQuery(query): ValidQuery<CandidatsQuery>,
    ValidQuery(order): ValidQuery<CandidatsOrder>,
    IsHead(is_head): IsHead,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let mut conn = state.pool.get().await?;
    let filters = query.filters(&conn).await?;
    if is_head {
        return Ok(announce(format, "candidats", state.clock.today()));
    }
    let sort = order.tri.unwrap_or_default();
    let draft = export_candidats(&mut conn, &person, state.clock.now(), &filters, sort, format).await?;
    note_export(&mut conn, &state, (&person, &client), "CANDIDATS").await?;
    drop(conn);
    download(draft, "candidats", state.clock.today()).await
}

//! `GET /api/prospects/export`.

use actix_web::{HttpResponse, get, web};

use super::query::{ExportOrderQuery, FilterQuery};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::export::export_prospects;
use crate::extract::{AdminUser, IsHead, ValidQuery};
use crate::routes::download::{ExportFile, FormatQuery, announce, download, note_export};
use crate::state::AppState;

/// Exports every prospect of the list with these filters, in its order, as a file.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "exportProspects",
    params(
        FormatQuery, FilterQuery, ExportOrderQuery,
    ),
    responses((status = 200, description = "The file", content(
        (ExportFile = "text/csv"),
        (ExportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[get("/api/prospects/export")]
pub async fn export_prospects_file(
    AdminUser(person): AdminUser,
    client: Client,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidQuery(filters): ValidQuery<FilterQuery>,
    ValidQuery(order): ValidQuery<ExportOrderQuery>,
    IsHead(is_head): IsHead,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let mut conn = state.pool.get().await?;
    let filters = filters.filters(&conn, &state.clock, &person).await?;
    if is_head {
        return Ok(announce(format, "prospects", state.clock.today()));
    }
    let sort = order.tri.unwrap_or_default();
    let draft = export_prospects(&mut conn, &person, state.clock.now(), &filters, sort, format).await?;
    note_export(&mut conn, &state, (&person, &client), "PROSPECTS").await?;
    drop(conn);
    download(draft, "prospects", state.clock.today()).await
}

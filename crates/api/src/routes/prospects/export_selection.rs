//! `POST /api/prospects/export`.

use actix_web::{HttpResponse, post, web};
use common::Sort;
use common::lot::ExportSelectionRequest;

use crate::db::journal_securite::Client;
use crate::db::prospects::ProspectFilters;
use crate::error::ApiResult;
use crate::export::export_prospects;
use crate::extract::{AdminUser, ValidJson, ValidQuery};
use crate::routes::download::{ExportFile, FormatQuery, download, note_export};
use crate::routes::selection::{Selection, known, shown};
use crate::state::AppState;

/// Exports a selection of prospects as a file: those that are named (`ids`, in the order `-dateDernierContact`), or those
/// that a list shows (`requete`, in its order).
///
/// The selection is in the body, because thousands of identifiers do not fit in an address.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "exportSelection",
    request_body = ExportSelectionRequest,
    params(FormatQuery),
    responses((status = 200, description = "The file", content(
        (ExportFile = "text/csv"),
        (ExportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("session" = [])),
)]
#[post("/api/prospects/export")]
pub async fn export_selection_file(
    AdminUser(person): AdminUser,
    client: Client,
    ValidQuery(format): ValidQuery<FormatQuery>,
    ValidJson(request): ValidJson<ExportSelectionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let format = format.format()?;
    let (filters, sort) = match Selection::of(request.ids, request.requete.as_deref())? {
        Selection::Ids(ids) => (ProspectFilters::only(known(&state, ids).await?), Sort::default()),
        Selection::Requete(requete) => shown(&state, &person, &requete).await?,
    };
    let mut conn = state.pool.get().await?;
    let draft = export_prospects(&mut conn, &person, state.clock.now(), &filters, sort, format).await?;
    note_export(&mut conn, &state, (&person, &client), "PROSPECTS").await?;
    drop(conn);
    download(draft, "prospects", state.clock.today()).await
}

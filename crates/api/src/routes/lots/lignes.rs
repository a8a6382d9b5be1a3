//! `GET /api/lots/{idLot}/lignes`.

use actix_web::{get, web};
use common::IdLot;
use common::lot::{LignesLot, ResultatLigne, VerdictLigne};
use serde::Deserialize;
use utoipa::IntoParams;

use super::cursor;
use crate::db;
use crate::db::lots_lignes::LigneFilters;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id, Page, ValidQuery, empty_as_none, foreign_cursor, non_empty};
use crate::state::AppState;

/// Query parameters of the rows and of the position among them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LignesQuery {
    /// Keeps the rows with these verdicts.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<VerdictLigne>>)]
    verdict: Vec<VerdictLigne>,
    /// Keeps the rows with these results.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<ResultatLigne>>)]
    resultat: Vec<ResultatLigne>,
    /// `curseurSuivant` of a page of these rows; it replaces `page`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(max_length = 200, pattern = "^[0-9a-f]*$")]
    curseur: Option<String>,
}

/// Lists the rows of a lot in the order of the selection, each with its verdict, its result, and the state of the action
/// that it started.
#[utoipa::path(
    tag = "Lots",
    operation_id = "listLignesLot",
    params(("idLot" = i64, Path, description = "The lot"), LignesQuery, Page),
    responses((status = 200, description = "A page of rows", body = LignesLot)),
    security(("session" = [])),
)]
#[get("/api/lots/{idLot}/lignes")]
pub async fn list_lignes(
    _: AdminUser,
    Id(id_lot): Id<IdLot>,
    ValidQuery(query): ValidQuery<LignesQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<LignesLot>> {
    let after = query.curseur.as_deref().map(|text| cursor::decode(text).ok_or_else(foreign_cursor));
    let after = after.transpose()?;
    let offset = if after.is_some() { 0 } else { page.offset() };
    let LignesQuery { verdict, resultat, .. } = query;
    let filters = LigneFilters { id_lot, verdict, resultat, after: after.unwrap_or_default() };
    let mut conn = state.pool.get().await?;
    // One extra row shows if the list continues.
    let mut data = db::lots_lignes::list(&mut conn, &filters, offset, page.limit + 1).await?;
    if data.is_empty() && !db::lots::exists(&mut conn, id_lot).await? {
        return Err(ApiError::not_found("Ce lot"));
    }
    let goes_on = page.cut(&mut data);
    let last = data.last().filter(|_| goes_on);
    let curseur_suivant = last.map(|row| cursor::encode(row.rang));
    Ok(web::Json(LignesLot { data, curseur_suivant }))
}

//! `GET /api/formations`.

use actix_web::{get, web};
use common::catalogue::Formation;
use common::liste::Donnees;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, ReadCatalogue, ValidQuery, empty_as_none};
use crate::state::AppState;

/// Query parameters of the formation list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormationsQuery {
    /// `true` includes formations that take no new candidates.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<bool>)]
    inactives: Option<bool>,
}

/// Lists formations by name.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "listFormations",
    params(FormationsQuery),
    responses((status = 200, description = "Formations", body = Donnees<Formation>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/formations")]
pub async fn list_formations(
    _: AdminOrKey<ReadCatalogue>,
    ValidQuery(query): ValidQuery<FormationsQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Formation>>> {
    let mut conn = state.pool.get().await?;
    let data = db::catalogue::list_formations(&mut conn, query.inactives.unwrap_or(false)).await?;
    Ok(web::Json(Donnees { data }))
}

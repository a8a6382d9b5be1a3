//! `GET /api/lots`.

use actix_web::{get, web};
use common::IdUtilisateur;
use common::liste::Donnees;
use common::lot::Lot;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidQuery, empty_as_none};
use crate::state::AppState;

/// Number of lots that the list shows.
const LIMIT: i64 = 50;

/// Query parameter of the author.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct LotsQuery {
    /// Keeps the lots of this account.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>)]
    id_utilisateur: Option<IdUtilisateur>,
}

/// Lists the latest lots of the team, newest first, at most 50.
#[utoipa::path(
    tag = "Lots",
    operation_id = "listLots",
    params(LotsQuery),
    responses((status = 200, description = "Lots", body = Donnees<Lot>)),
    security(("session" = [])),
)]
#[get("/api/lots")]
pub async fn list_lots(
    _: AdminUser,
    ValidQuery(query): ValidQuery<LotsQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Lot>>> {
    let mut conn = state.pool.get().await?;
    let data = db::lots::list_latest(&mut conn, query.id_utilisateur, LIMIT).await?;
    Ok(web::Json(Donnees { data }))
}

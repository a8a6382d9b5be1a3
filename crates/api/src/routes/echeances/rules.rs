//! `GET /api/regles-financement`.

use actix_web::{get, web};
use common::echeance::RegleFinancement;
use common::liste::Donnees;

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, ReadCatalogue};
use crate::state::AppState;

/// Lists the rules of the funders, those of one way of paying together.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "listReglesFinancement",
    responses((status = 200, description = "Rules, active or not", body = Donnees<RegleFinancement>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/regles-financement")]
pub async fn list_regles_financement(
    _: AdminOrKey<ReadCatalogue>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<RegleFinancement>>> {
    let mut conn = state.pool.get().await?;
    let data = db::regles_financement::list(&mut conn).await?;
    Ok(web::Json(Donnees { data }))
}

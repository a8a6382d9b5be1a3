//! `GET /api/lots/{idLot}`.

use actix_web::{get, web};
use common::IdLot;
use common::lot::Lot;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Returns a lot with its numbers of rows by verdict and by result. The event `lot` of the stream tells its progress.
#[utoipa::path(
    tag = "Lots",
    operation_id = "getLot",
    params(("idLot" = i64, Path, description = "The lot")),
    responses((status = 200, description = "The lot", body = Lot)),
    security(("session" = [])),
)]
#[get("/api/lots/{idLot}")]
pub async fn get_lot(
    _: AdminUser,
    Id(id): Id<IdLot>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Lot>> {
    let mut conn = state.pool.get().await?;
    let lot = db::lots::find(&mut conn, id).await?;
    lot.map(web::Json).ok_or_else(|| ApiError::not_found("Ce lot"))
}

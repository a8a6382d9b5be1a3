//! `POST /api/lots/{idLot}/annulation`.

use actix_web::{post, web};
use common::IdLot;
use common::lot::Lot;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Id};
use crate::lots;
use crate::state::AppState;

/// Stops a lot: the rows that have no result do not run, and the actions whose calls have not left are undone, as
/// `undoAction` does. The other rows stay as they are.
///
/// The lot is `ARRETE`. The same request again, or one for a lot that is over with its calls, returns the lot unchanged.
#[utoipa::path(
    tag = "Lots",
    operation_id = "stopLot",
    params(("idLot" = i64, Path, description = "The lot")),
    responses((status = 200, description = "The lot as it is now", body = Lot)),
    security(("session" = [])),
)]
#[post("/api/lots/{idLot}/annulation")]
pub async fn stop_lot(
    AdminUser(person): AdminUser,
    Id(id): Id<IdLot>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Lot>> {
    Ok(web::Json(lots::stop_lot(&state, id, &person).await?))
}

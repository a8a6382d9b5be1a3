//! `POST /api/lots/{idLot}/lancement`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::IdLot;
use common::lot::Lot;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Id};
use crate::lots;
use crate::routes::actions::IdempotencyKey;
use crate::state::AppState;

/// Launches a rehearsed lot. Only its author can.
///
/// Responds at once; the rows whose verdict is `OK` then run one after the other, each exactly once. A record that
/// changed since the rehearsal is reported (`CHANGE`) and left alone. Running lots take turns. The audit of each record
/// names the author and the lot. The rest of the lot is stopped when its author is deactivated or is no longer an admin.
///
/// The actions that the rows start have no notifications of their own: one notification tells the end of the lot and of
/// its actions, to the author, or to every admin when an action failed.
#[utoipa::path(
    tag = "Lots",
    operation_id = "launchLot",
    params(
        ("idLot" = i64, Path, description = "The lot"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key for the same lot is the same click: the lot as it is now."),
    ),
    responses((status = 202, description = "Accepted", body = Lot,
        headers(("Location" = String, description = "Where to follow the lot")))),
    security(("session" = [])),
)]
#[post("/api/lots/{idLot}/lancement")]
pub async fn launch_lot(
    AdminUser(person): AdminUser,
    Id(id): Id<IdLot>,
    key: IdempotencyKey,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let key = key.with(&("lot", id))?.map(|given| given.key);
    let lot = lots::launch_lot(&state, &person, id, key.as_deref()).await?;
    Ok(HttpResponse::Accepted().insert_header((LOCATION, format!("/api/lots/{id}"))).json(lot))
}

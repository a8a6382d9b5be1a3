//! `POST /api/sante/canari`.

use actix_web::{post, web};
use common::TypeAction;
use common::sante::{SendCanariRequest, SendCanariResponse};

use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson};
use crate::sante;
use crate::state::AppState;

/// Sends a signed test ping to one workflow, or to all four at once, and returns the results.
///
/// A workflow that supports it does nothing and responds at once; the timeout is 10 s. A workflow that received one
/// less than 5 s ago is not pinged again: `nouveau` is then false, and the last result is returned. A workflow that
/// recovers closes its breaker, and waiting calls leave.
#[utoipa::path(
    tag = "Sante",
    operation_id = "sendCanari",
    request_body = SendCanariRequest,
    responses((status = 200, description = "What was found, whatever it is", body = SendCanariResponse)),
    security(("session" = [])),
)]
#[post("/api/sante/canari")]
pub async fn send_canari(
    _: AdminUser,
    ValidJson(request): ValidJson<SendCanariRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<SendCanariResponse>> {
    let types = request.type_action.map_or_else(|| TypeAction::ALL.to_vec(), |one| vec![one]);
    Ok(web::Json(SendCanariResponse { data: sante::ping_now(&state, &types).await? }))
}

//! `POST /api/sante/canari`.

use actix_web::{post, web};
use common::TypeAction;
use common::sante::{CanariRequest, CanariResponse};

use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson};
use crate::sante;
use crate::state::AppState;

/// Sends a signed test ping to a workflow, or to all four at the same time, and tells what came of it.
///
/// A workflow that knows it does nothing and answers at once: it is waited for 10 s at the most. One to which somebody sent
/// one less than 5 s ago is not asked again: `nouveau` is false then, and the last outcome is told. A workflow that
/// is well again closes its breaker, and what waited leaves.
#[utoipa::path(
    tag = "Santé",
    operation_id = "sendCanari",
    request_body = CanariRequest,
    responses((status = 200, description = "What was found, whatever it is", body = CanariResponse)),
    security(("session" = [])),
)]
#[post("/api/sante/canari")]
pub async fn send_canari(
    _: AdminUser,
    ValidJson(request): ValidJson<CanariRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CanariResponse>> {
    let types = request.type_action.map_or_else(|| TypeAction::ALL.to_vec(), |one| vec![one]);
    Ok(web::Json(CanariResponse { data: sante::ping_now(&state, &types).await? }))
}

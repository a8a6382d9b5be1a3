//! `POST /api/prospects/conversion-complete`.

use actix_web::{post, web};
use common::rappel::{ConversionCompleteRequest, ConversionCompleteResponse};

use crate::actions::complete_action;
use crate::error::ApiResult;
use crate::extract::N8nJson;
use crate::state::AppState;

/// n8n reports the end of an action, whatever its type. The same report again is answered alike and changes nothing.
#[utoipa::path(
    tag = "Rappels de n8n",
    operation_id = "conversionComplete",
    request_body = ConversionCompleteRequest,
    responses(
        (status = 200, description = "Taken", body = ConversionCompleteResponse),
    ),
    security(("cleApi" = []), ("signature" = [])),
)]
#[post("/api/prospects/conversion-complete")]
pub async fn conversion_complete(
    N8nJson(rappel): N8nJson<ConversionCompleteRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<ConversionCompleteResponse>> {
    Ok(web::Json(complete_action(&state, &rappel).await?))
}

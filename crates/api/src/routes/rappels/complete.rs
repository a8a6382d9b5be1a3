//! `POST /api/prospects/conversion-complete`.

use actix_web::{post, web};
use common::rappel::{ConversionCompleteRequest, ConversionCompleteResponse};

use crate::actions::{complete_action, refuse_callback};
use crate::error::ApiResult;
use crate::extract::N8nJson;
use crate::state::AppState;

/// n8n reports the end of an action, whatever its type. The same report again is answered alike and changes nothing.
///
/// What is only kept is read generously: a number or an object where a text is awaited is kept as its text, and a text that
/// is too long is cut, which the action's story notes. What decides is refused. A refusal is noted in the action's story
/// and in the error journal at once, when the body lets its `idConversion` be read.
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
    match rappel {
        Ok(rappel) => Ok(web::Json(complete_action(&state, rappel).await?)),
        Err(unusable) => Err(refuse_callback(&state, unusable.error, &unusable.text).await),
    }
}

//! `POST /api/prospects/conversion-complete`.

use actix_web::{post, web};
use common::rappel::{CompleteActionRequest, CompleteActionResponse};

use crate::actions;
use crate::error::ApiResult;
use crate::extract::{ReportActions, ReportJson};
use crate::state::AppState;

/// Receives the end of an action of any type from n8n. A repeated callback gets its first response and changes
/// nothing.
///
/// Fields that are only stored are read leniently: a number or an object in place of a text becomes its text, and a
/// too long text is truncated, which the action's events mention. Fields that decide are refused when invalid. A
/// refusal is recorded at once in the action's events and in the error journal, if the body has a readable
/// `idConversion`.
#[utoipa::path(
    tag = "Rappels",
    operation_id = "completeAction",
    request_body = CompleteActionRequest,
    responses(
        (status = 200, description = "Taken", body = CompleteActionResponse),
    ),
    security(("cleApi" = []), ("signature" = [])),
)]
#[post("/api/prospects/conversion-complete")]
pub async fn complete_action(
    report: ReportJson<ReportActions, CompleteActionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CompleteActionResponse>> {
    let (machine, body) = report.strict();
    match body {
        Ok(rappel) => Ok(web::Json(actions::complete_action(&state, &(&machine).into(), rappel).await?)),
        Err(unusable) => Err(actions::refuse_callback(&state, unusable.error, &unusable.text).await),
    }
}

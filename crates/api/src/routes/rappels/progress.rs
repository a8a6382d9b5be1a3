//! `POST /api/prospects/conversion-progress`.

use actix_web::{HttpResponse, post, web};
use common::rappel::ReportProgressRequest;

use crate::actions;
use crate::error::ApiResult;
use crate::extract::{ReportActions, ReportJson};
use crate::state::AppState;

/// Receives a step of an action from n8n; ignored once the action has ended.
#[utoipa::path(
    tag = "Rappels",
    operation_id = "reportProgress",
    request_body = ReportProgressRequest,
    responses(
        (status = 204, description = "Taken"),
    ),
    security(("cleApi" = []), ("signature" = [])),
)]
#[post("/api/prospects/conversion-progress")]
pub async fn report_progress(
    report: ReportJson<ReportActions, ReportProgressRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let (_, body) = report.strict();
    actions::report_progress(&state, &body.map_err(|unusable| unusable.error)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

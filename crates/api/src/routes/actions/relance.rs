//! `POST /api/actions/{idConversion}/relance`.

use actix_web::{HttpResponse, post, web};
use common::action::RelaunchActionRequest;
use common::{Action, IdAction};

use super::{IdempotencyKey, accepted};
use crate::actions::restart_action;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, OptionalJson};
use crate::state::AppState;

/// Restarts a failed action as a new one.
#[utoipa::path(
    tag = "Actions",
    operation_id = "relaunchAction",
    request_body = Option<RelaunchActionRequest>,
    params(
        ("idConversion" = i64, Path, description = "The failed action"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body is the same click: the first answer again."),
    ),
    responses(
        (status = 202, description = "Accepted", body = Action, headers(("Location" = String, description = "Where to follow the new action"))),
    ),
    security(("session" = [])),
)]
#[post("/api/actions/{idConversion}/relance")]
pub async fn relaunch_action(
    AdminUser(person): AdminUser,
    Id(id): Id<IdAction>,
    key: IdempotencyKey,
    OptionalJson(asked): OptionalJson<RelaunchActionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let idempotency = key.with(&("relance", id, &asked))?;
    Ok(accepted(&restart_action(&state, id, &person, &asked, idempotency).await?))
}

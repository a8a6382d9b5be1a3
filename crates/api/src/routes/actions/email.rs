//! `POST /api/prospects/{idProspect}/send-email`.

use actix_web::{HttpResponse, post, web};
use common::action::SendEmailRequest;
use common::{Action, IdProspect};

use super::{IdempotencyKey, start};
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Has n8n write an email to the prospect.
///
/// Responds at once; n8n is called afterwards. The outcome arrives as a notification, in the live stream, and at
/// `Location`.
#[utoipa::path(
    tag = "Actions",
    operation_id = "sendEmail",
    request_body = SendEmailRequest,
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body is the same click: the first answer again."),
    ),
    responses(
        (status = 202, description = "Accepted", body = Action, headers(("Location" = String, description = "Where to follow the action"))),
    ),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/send-email")]
pub async fn send_email(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    key: IdempotencyKey,
    ValidJson(asked): ValidJson<SendEmailRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    start(&state, person, id, key, (&asked, asked.delai_annulation_s)).await
}

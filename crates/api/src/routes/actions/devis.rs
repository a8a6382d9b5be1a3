//! `POST /api/prospects/{idProspect}/generate-devis`.

use actix_web::{HttpResponse, post, web};
use common::action::GenerateDevisRequest;
use common::{Action, IdProspect};

use super::{IdempotencyKey, start};
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, OptionalJson};
use crate::state::AppState;

/// Has n8n make a quote as a PDF, without sending it to anybody.
///
/// Responds at once; n8n is called afterwards. The outcome arrives as a notification, in the live stream, and at
/// `Location`.
#[utoipa::path(
    tag = "Actions",
    operation_id = "generateDevis",
    request_body = GenerateDevisRequest,
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body is the same click: the first answer again."),
    ),
    responses(
        (status = 202, description = "Accepted", body = Action, headers(("Location" = String, description = "Where to follow the action"))),
    ),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/generate-devis")]
pub async fn generate_devis(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    key: IdempotencyKey,
    OptionalJson(asked): OptionalJson<GenerateDevisRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    start(&state, person, id, key, (&asked, asked.delai_annulation_s)).await
}

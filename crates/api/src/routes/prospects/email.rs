//! `POST /api/prospects/{idProspect}/emails`.

use actix_web::{HttpResponse, post, web};
use common::IdProspect;
use common::prospect::Email;
use common::prospect_requests::NewEmailRequest;

use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Id, LooseJson, WriteProspects};
use crate::intake;
use crate::state::AppState;

/// Records an email that was exchanged with a prospect.
///
/// A known `messageId` answers 200 with the existing email and counts nothing twice. No email is refused for its
/// length or for a future date: texts are truncated and the date becomes the current time, with a note in `resume`.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "logEmail",
    request_body = NewEmailRequest,
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 201, description = "Written down", body = Email),
        (status = 200, description = "Known already", body = Email),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[post("/api/prospects/{idProspect}/emails")]
pub async fn log_email(
    AdminOrKey { caller, .. }: AdminOrKey<WriteProspects>,
    Id(id): Id<IdProspect>,
    body: LooseJson<NewEmailRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let (email, added) = intake::log_email(&state, &Auteur::from(&caller), &id, &body.of(&caller)?).await?;
    let mut response = if added { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(email))
}

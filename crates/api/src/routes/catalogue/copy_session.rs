//! `POST /api/sessions/{idSession}/duplication`.

use actix_web::{HttpResponse, post, web};
use common::IdSession;
use common::catalogue::SessionFormation;
use common::catalogue_requests::DuplicateSessionRequest;

use super::new_session::created;
use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Copies a session to later dates. The copy is `PLANIFIEE` and has no candidates.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "duplicateSession",
    request_body = DuplicateSessionRequest,
    params(("idSession" = i64, Path, description = "The session to copy")),
    responses(
        (status = 201, description = "The copy", body = SessionFormation, headers(
            ("Location" = String, description = "The copy"),
            ("etag" = String, description = "Version of the copy"))),
    ),
    security(("session" = [])),
)]
#[post("/api/sessions/{idSession}/duplication")]
pub async fn duplicate_session(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(id): Id<IdSession>,
    ValidJson(request): ValidJson<DuplicateSessionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let copy = catalogue::duplicate_session(&state, &Editor { admin, client }, id, &request).await?;
    created(&state, copy).await
}

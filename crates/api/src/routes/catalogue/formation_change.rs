//! `PATCH /api/formations/{code}`.

use actix_web::{HttpResponse, patch, web};
use common::catalogue::Formation;
use common::catalogue_requests::ChangeFormationRequest;

use super::formation::found;
use crate::catalogue::{self, Editor};
use crate::db::catalogue::FormationCode;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, ValidJson, etag};
use crate::state::AppState;

/// Changes a formation: an absent field stays, a null field is emptied.
///
/// `active: false` archives it: it takes no new candidates, and keeps its sessions and candidates.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "changeFormation",
    request_body = ChangeFormationRequest,
    params(
        ("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$"),
        ("If-Match" = String, Header, description = "The `ETag` of the formation that was read, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "The formation as it is now", body = Formation,
            headers(("etag" = String, description = "Version of the formation"))),
    ),
    security(("session" = [])),
)]
#[patch("/api/formations/{code}")]
pub async fn change_formation(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(FormationCode(code)): Id<FormationCode>,
    if_match: IfMatch,
    ValidJson(request): ValidJson<ChangeFormationRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    catalogue::change_formation(&state, &Editor { admin, client }, &code, may_change, &request).await?;
    let mut conn = state.pool.get().await?;
    let (formation, version) = found(&mut conn, &code).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(formation))
}

//! `PATCH /api/sessions/{idSession}`.

use actix_web::{HttpResponse, patch, web};
use common::IdSession;
use common::catalogue::SessionFormation;
use common::catalogue_requests::ChangeSessionRequest;

use super::session::found;
use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, ValidJson, etag};
use crate::state::AppState;

/// Changes a session; absent fields stay.
///
/// Its capacity never goes below the seats given and held. `ANNULEE` archives it: it takes no new candidates, and keeps
/// its own.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "changeSession",
    request_body = ChangeSessionRequest,
    params(
        ("idSession" = i64, Path, description = "The session"),
        ("If-Match" = String, Header, description = "The `ETag` of the session that was read, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "The session as it is now", body = SessionFormation,
            headers(("etag" = String, description = "Version of the session"))),
    ),
    security(("session" = [])),
)]
#[patch("/api/sessions/{idSession}")]
pub async fn change_session(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(id): Id<IdSession>,
    if_match: IfMatch,
    ValidJson(request): ValidJson<ChangeSessionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    catalogue::change_session(&state, &Editor { admin, client }, id, may_change, &request).await?;
    let mut conn = state.pool.get().await?;
    let (session, version) = found(&mut conn, id, state.clock.today()).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(session))
}

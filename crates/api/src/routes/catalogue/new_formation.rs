//! `POST /api/formations`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::catalogue::Formation;
use common::catalogue_requests::NewFormationRequest;

use super::formation::found;
use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson, etag};
use crate::state::AppState;

/// Creates a formation, which accepts candidates at once.
///
/// Its code is final, because programs and records use it. A formation is archived (`active`), never deleted.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "createFormation",
    request_body = NewFormationRequest,
    responses(
        (status = 201, description = "The formation", body = Formation, headers(
            ("Location" = String, description = "The formation"),
            ("etag" = String, description = "Version of the formation"))),
    ),
    security(("session" = [])),
)]
#[post("/api/formations")]
pub async fn create_formation(
    AdminUser(admin): AdminUser,
    client: Client,
    ValidJson(request): ValidJson<NewFormationRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let code = catalogue::create_formation(&state, &Editor { admin, client }, &request).await?;
    let mut conn = state.pool.get().await?;
    let (formation, version) = found(&mut conn, &code).await?;
    let location = (LOCATION, format!("/api/formations/{code}"));
    Ok(HttpResponse::Created().insert_header(location).insert_header(etag(version)).json(formation))
}

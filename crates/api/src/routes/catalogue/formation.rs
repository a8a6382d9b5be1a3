//! `GET /api/formations/{code}`.

use actix_web::{HttpResponse, get, web};
use common::catalogue::Formation;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::db::catalogue::FormationCode;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue, etag};
use crate::state::AppState;

/// Returns a formation, active or not.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "getFormation",
    params(("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$")),
    responses(
        (status = 200, description = "The formation", body = Formation,
            headers(("etag" = String, description = "Version of the formation and of its required documents, for `If-Match`"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/formations/{code}")]
pub async fn get_formation(
    _: AdminOrKey<ReadCatalogue>,
    Id(FormationCode(code)): Id<FormationCode>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    let (formation, version) = found(&mut conn, &code).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(formation))
}

/// Finds a formation with its version, or returns a 404.
pub(super) async fn found(conn: &mut AsyncPgConnection, code: &str) -> ApiResult<(Formation, i32)> {
    let found = db::catalogue::formation::find(conn, code).await?;
    found.ok_or_else(|| ApiError::not_found("Cette formation"))
}

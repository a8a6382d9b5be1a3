//! `GET /api/sessions/{idSession}`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use common::IdSession;
use common::catalogue::SessionFormation;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue, etag};
use crate::state::AppState;

/// Returns a session with the seats left.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "getSession",
    params(("idSession" = i64, Path, description = "The session")),
    responses(
        (status = 200, description = "The session", body = SessionFormation,
            headers(("etag" = String, description = "Version of the session, for `If-Match`; seats taken and held do not change it"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/sessions/{idSession}")]
pub async fn get_session(
    _: AdminOrKey<ReadCatalogue>,
    Id(id): Id<IdSession>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    let (session, version) = found(&mut conn, id, state.clock.today()).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(session))
}

/// Finds a session with its version, and its statut on the day `today`, or returns a 404.
pub(super) async fn found(
    conn: &mut AsyncPgConnection,
    id: IdSession,
    today: NaiveDate,
) -> ApiResult<(SessionFormation, i32)> {
    let found = db::catalogue::session::find(conn, id, today).await?;
    found.ok_or_else(|| ApiError::not_found("Cette session"))
}

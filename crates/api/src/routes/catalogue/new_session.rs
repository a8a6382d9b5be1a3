//! `POST /api/sessions`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::IdSession;
use common::catalogue::SessionFormation;
use common::catalogue_requests::NewSessionRequest;

use super::session::found;
use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson, etag};
use crate::state::AppState;

/// Creates a session of a formation.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "createSession",
    request_body = NewSessionRequest,
    responses(
        (status = 201, description = "The session", body = SessionFormation, headers(
            ("Location" = String, description = "The session"),
            ("etag" = String, description = "Version of the session"))),
    ),
    security(("session" = [])),
)]
#[post("/api/sessions")]
pub async fn create_session(
    AdminUser(admin): AdminUser,
    client: Client,
    ValidJson(request): ValidJson<NewSessionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let id = catalogue::create_session(&state, &Editor { admin, client }, &request).await?;
    created(&state, id).await
}

/// Answers 201 with a new session.
pub(super) async fn created(state: &AppState, id: IdSession) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    let (session, version) = found(&mut conn, id, state.clock.today()).await?;
    let location = (LOCATION, format!("/api/sessions/{id}"));
    Ok(HttpResponse::Created().insert_header(location).insert_header(etag(version)).json(session))
}

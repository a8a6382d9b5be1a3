//! `POST /api/fermetures`.

use actix_web::{HttpResponse, post, web};
use common::echeance::{Fermeture, NewFermetureRequest};

use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson};
use crate::state::AppState;

/// Adds days on which the school is closed: the days to act move before them.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "createFermeture",
    request_body = NewFermetureRequest,
    responses((status = 201, description = "The closure", body = Fermeture)),
    security(("session" = [])),
)]
#[post("/api/fermetures")]
pub async fn create_fermeture(
    AdminUser(admin): AdminUser,
    client: Client,
    ValidJson(request): ValidJson<NewFermetureRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let fermeture = catalogue::create_closure(&state, &Editor { admin, client }, &request).await?;
    Ok(HttpResponse::Created().json(fermeture))
}

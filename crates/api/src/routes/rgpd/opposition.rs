//! `POST /api/rgpd/oppositions`.

use actix_web::{HttpResponse, post, web};
use common::rgpd::{AddOppositionRequest, AddOppositionResponse};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, VerifiedAdmin};
use crate::rgpd;
use crate::state::AppState;

/// Adds an address, a number, or both to the opposition list: incoming data with one of them is then refused.
///
/// The list stores fingerprints that reveal nobody. `fiches` names the records that still hold the value.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "addOpposition",
    request_body = AddOppositionRequest,
    responses(
        (status = 201, description = "On the list now", body = AddOppositionResponse),
        (status = 200, description = "On the list already", body = AddOppositionResponse),
    ),
    security(("session" = [])),
)]
#[post("/api/rgpd/oppositions")]
pub async fn add_opposition(
    VerifiedAdmin(person): VerifiedAdmin,
    client: Client,
    ValidJson(request): ValidJson<AddOppositionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let opposed = rgpd::oppose(&state, &person, &client, &request).await?;
    let mut response = if opposed.deja_inscrite { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(response.json(opposed))
}

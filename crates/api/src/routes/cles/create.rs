//! `POST /api/cles`.

use actix_web::{HttpResponse, post, web};
use common::cle::{CleApiCreee, NewCleApiRequest};

use crate::cles::create_key;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, VerifiedAdmin};
use crate::state::AppState;

/// Creates a key for a program.
///
/// `secret` is returned only once. The program sends it as `X-API-Key`.
#[utoipa::path(
    tag = "Cles",
    operation_id = "createCle",
    request_body = NewCleApiRequest,
    responses((status = 201, description = "The key with its secret", body = CleApiCreee)),
    security(("session" = [])),
)]
#[post("/api/cles")]
pub async fn create_cle(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    ValidJson(request): ValidJson<NewCleApiRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(create_key(&state, &admin, &client, &request).await?))
}

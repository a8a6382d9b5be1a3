//! `DELETE /api/cles/{idCle}`.

use actix_web::{HttpResponse, delete, web};

use crate::cles::revoke_key;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{Id, VerifiedAdmin};
use crate::state::AppState;

/// Revokes a key: every instance refuses it at once, for good. A revoked key stays in the list.
#[utoipa::path(
    tag = "Cles",
    operation_id = "revokeCle",
    params(("idCle" = i64, Path, description = "The key")),
    responses((status = 204, description = "The key is revoked")),
    security(("session" = [])),
)]
#[delete("/api/cles/{idCle}")]
pub async fn revoke_cle(
    VerifiedAdmin(admin): VerifiedAdmin,
    client: Client,
    Id(id): Id<i64>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    revoke_key(&state, &admin, &client, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

//! `DELETE /api/fermetures/{idFermeture}`.

use actix_web::{HttpResponse, delete, web};

use crate::catalogue::{self, Editor};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Deletes a closure of the school.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "deleteFermeture",
    params(("idFermeture" = i64, Path, description = "The closure")),
    responses((status = 204, description = "The closure is deleted")),
    security(("session" = [])),
)]
#[delete("/api/fermetures/{idFermeture}")]
pub async fn delete_fermeture(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(id): Id<i64>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    catalogue::delete_closure(&state, &Editor { admin, client }, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

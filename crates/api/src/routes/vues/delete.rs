//! `DELETE /api/vues/{idVue}`.

use actix_web::{HttpResponse, delete, web};
use common::IdVue;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch};
use crate::state::AppState;
use crate::vues;

/// Deletes a view. A view of the team needs `If-Match`.
#[utoipa::path(
    tag = "Vues",
    operation_id = "deleteVue",
    params(
        ("idVue" = i64, Path, description = "The view"),
        ("If-Match" = Option<String>, Header, description = "The version that was read, such as `\"v3\"`, or `*` for any version. Required for a view of the team"),
    ),
    responses((status = 204, description = "Deleted")),
    security(("session" = [])),
)]
#[delete("/api/vues/{idVue}")]
pub async fn delete_vue(
    AdminUser(person): AdminUser,
    Id(id): Id<IdVue>,
    if_match: IfMatch,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.given()?;
    let may_change = |version| versions.as_ref().map(|versions| versions.allow_version(version));
    vues::delete_view(&state, &person, id, may_change).await?;
    Ok(HttpResponse::NoContent().finish())
}

//! `PATCH /api/vues/{idVue}`.

use actix_web::{HttpResponse, patch, web};
use common::IdVue;
use common::vue::{ChangeVueRequest, Vue};

use super::requete::checked;
use super::shown::show_one;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, ValidJson, etag};
use crate::state::AppState;
use crate::vues::{self, Change};

/// Renames, changes or moves a view; absent fields stay.
///
/// A view of the team needs `If-Match`, so that of two admins the second one sees the change of the first.
#[utoipa::path(
    tag = "Vues",
    operation_id = "changeVue",
    request_body = ChangeVueRequest,
    params(
        ("idVue" = i64, Path, description = "The view"),
        ("If-Match" = Option<String>, Header, description = "The version that was read, such as `\"v3\"`, or `*` for any version. Required for a view of the team"),
    ),
    responses((status = 200, description = "The view as it is now", body = Vue,
        headers(("etag" = String, description = "Version of the view")))),
    security(("session" = [])),
)]
#[patch("/api/vues/{idVue}")]
pub async fn change_vue(
    AdminUser(person): AdminUser,
    Id(id): Id<IdVue>,
    if_match: IfMatch,
    ValidJson(request): ValidJson<ChangeVueRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.given()?;
    let may_change = |version| versions.as_ref().map(|versions| versions.allow_version(version));
    let requete = request.requete.as_deref().map(checked).transpose()?;
    let change = Change { nom: request.nom.as_deref(), requete, ordre: request.ordre };
    let view = vues::change_view(&state, &person, id, may_change, &change).await?;
    let tag = etag(view.version);
    Ok(HttpResponse::Ok().insert_header(tag).json(show_one(&state, &person, view).await?))
}

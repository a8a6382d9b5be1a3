//! `POST /api/vues`.

use actix_web::{HttpResponse, post, web};
use common::vue::{NewVueRequest, Vue};

use super::requete::checked;
use super::shown::show_one;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson, etag};
use crate::state::AppState;
use crate::vues;

/// Saves a view, for the caller or for the team: at most 30 each.
#[utoipa::path(
    tag = "Vues",
    operation_id = "createVue",
    request_body = NewVueRequest,
    responses((status = 201, description = "The view", body = Vue,
        headers(("etag" = String, description = "Version of the view, for `If-Match`")))),
    security(("session" = [])),
)]
#[post("/api/vues")]
pub async fn create_vue(
    AdminUser(person): AdminUser,
    ValidJson(request): ValidJson<NewVueRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let requete = checked(&request.requete)?;
    let view = vues::create_view(&state, &person, request.portee, &request.nom, requete).await?;
    let tag = etag(view.version);
    Ok(HttpResponse::Created().insert_header(tag).json(show_one(&state, &person, view).await?))
}

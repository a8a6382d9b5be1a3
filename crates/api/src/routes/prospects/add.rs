//! `POST /api/prospects`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::prospect::{NewProspectRequest, Prospect};

use super::get::{etag, whole};
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Caller, LooseJson};
use crate::intake::{add_person, cut_texts};
use crate::state::AppState;

/// Adds a prospect, or completes the one who has this email address already.
///
/// Without an address, a telephone number says who it is. Completing fills what is empty, adds new addresses and numbers,
/// and replaces nothing but `resumeIa`. Who is on the opposition list is not let in. Texts of a machine that are too long
/// are cut, which `resumeIa` notes; those of a person are refused.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "addProspect",
    request_body = NewProspectRequest,
    responses(
        (status = 201, description = "Added", body = Prospect, headers(
            ("Location" = String, description = "The prospect"),
            ("etag" = String, description = "Version of the record"))),
        (status = 200, description = "Known already, and completed", body = Prospect,
            headers(("etag" = String, description = "Version of the record"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[post("/api/prospects")]
pub async fn add_prospect(
    caller: Caller,
    body: LooseJson<NewProspectRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut asked = body.of(&caller)?;
    if !matches!(caller, Caller::Admin(_)) {
        cut_texts(&mut asked);
    }
    let (id, added) = add_person(&state, &Auteur::from(&caller), &asked).await?;
    let mut conn = state.pool.get().await?;
    let found = whole(&mut conn, &state.clock, &id).await?;
    let (prospect, version) = found.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    let mut response = if added { HttpResponse::Created() } else { HttpResponse::Ok() };
    if added {
        response.insert_header((LOCATION, format!("/api/prospects/{id}")));
    }
    Ok(response.insert_header(etag(version)).json(prospect))
}

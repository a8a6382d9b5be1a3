//! `POST /api/prospects/{idProspect}/relance/faite`.

use actix_web::{HttpResponse, post, web};
use common::IdProspect;
use common::prospect::RelanceFaite;
use common::relance::FinishRelanceRequest;

use super::get::whole;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, OptionalJson, etag};
use crate::intake::finish_touch;
use crate::state::AppState;

/// Marks the next touch of a prospect as done, and sets the following one if `suite` is given.
///
/// The audit of the record keeps it. Each call changes the version, so that a repeated click gets 412
/// `VERSION_PERIMEE`.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "finishRelance",
    request_body = FinishRelanceRequest,
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        ("If-Match" = String, Header, description = "The `ETag` of the record that was read, weak (`W/\"v1\"`) or suffixed (`\"v1-gzip\"`) by a proxy too, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "The prospect as it is now", body = RelanceFaite,
            headers(("etag" = String, description = "Version of the record"))),
    ),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/relance/faite")]
pub async fn finish_relance(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    if_match: IfMatch,
    OptionalJson(request): OptionalJson<FinishRelanceRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    let auteur = Auteur::from(&person);
    let moved_from = finish_touch(&state, &auteur, &id, may_change, request.suite.as_ref()).await?;
    let conn = state.pool.get().await?;
    let (prospect, version) = whole(&conn, &state, &id).await?;
    let answer = RelanceFaite { prospect, relance_demandee_le: moved_from.map(Into::into) };
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(answer))
}

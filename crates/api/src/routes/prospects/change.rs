//! `PATCH /api/prospects/{idProspect}`.

use actix_web::{HttpResponse, patch, web};
use common::IdProspect;
use common::prospect::Prospect;
use common::prospect_requests::ChangeProspectRequest;

use super::get::whole;
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, IfMatch, LooseJson, WriteProspects, etag};
use crate::intake::change_person;
use crate::state::AppState;

/// Changes a prospect's record: an absent field stays, a null field is emptied.
///
/// `If-Match` names the version that was read, so that concurrent changes are never overwritten. Several people may
/// share an address or number: `adressePartageeAvec` names the others. A next touch on a day on which the school is
/// closed moves to the next working day, which `relanceLe` of the answer tells.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "changeProspect",
    request_body = ChangeProspectRequest,
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        ("If-Match" = String, Header, description = "The `ETag` of the record that was read, weak (`W/\"v1\"`) or suffixed (`\"v1-gzip\"`) by a proxy too, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "The prospect as it is now", body = Prospect,
            headers(("etag" = String, description = "Version of the record"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[patch("/api/prospects/{idProspect}")]
pub async fn change_prospect(
    AdminOrKey { caller, .. }: AdminOrKey<WriteProspects>,
    Id(id): Id<IdProspect>,
    if_match: IfMatch,
    body: LooseJson<ChangeProspectRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    change_person(&state, &Auteur::from(&caller), &id, may_change, &body.of(&caller)?).await?;
    let conn = state.pool.get().await?;
    let found = whole(&conn, &state, &id).await?;
    let (prospect, version) = found.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(prospect))
}

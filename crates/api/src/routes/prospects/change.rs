//! `PATCH /api/prospects/{idProspect}`.

use actix_web::{HttpResponse, patch, web};
use common::IdProspect;
use common::prospect::Prospect;
use common::prospect_requests::ChangeProspectRequest;

use super::get::written;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Caller, Id, IfMatch, LooseJson, WriteProspects, etag};
use crate::intake::{change_person, cut_changes};
use crate::state::AppState;
use crate::truncation::Cuts;

/// Changes a prospect's record: an absent field stays, a null field is emptied.
///
/// `If-Match` names the version that was read, so that concurrent changes are never overwritten. Several people may
/// share an address or number: `adressePartageeAvec` names the others. A next touch on a day on which the school is
/// closed moves to the next working day, which `relanceLe` of the answer tells. Too long texts from a program are
/// truncated, with a note in `resumeIa`; those from a person are refused.
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
    let mut asked = body.of(&caller)?;
    let cuts = if matches!(caller, Caller::Admin(_)) { Cuts::default() } else { cut_changes(&mut asked) };
    let auteur = Auteur::from(&caller);
    let is_changed = change_person(&state, &auteur, &id, may_change, (&asked, &cuts)).await?;
    let (prospect, version) = written(&state, &caller, &id, is_changed).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(prospect))
}

//! `POST /api/prospects`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::prospect::ProspectRecu;
use common::prospect_requests::NewProspectRequest;

use super::get::written;
use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Caller, LooseJson, WriteProspects, etag};
use crate::intake::{add_person, cut_texts};
use crate::state::AppState;

/// Adds a prospect, or completes the one who has this address or number and a compatible name.
///
/// Names are compatible when, without accents, capitals, hyphens and apostrophes, one is empty, they are equal, one is
/// an initial or a part of the other, or the two fields are swapped. Without `nom`, the address decides; if several
/// prospects have it, the one with the latest contact. Completing fills empty fields, adds new addresses and numbers,
/// and replaces only `resumeIa`, on a record that certainly belongs to this person: `complete` and `ignore` list the
/// fields. Two people may share an address: `adressePartageeAvec` names the others. A person on the opposition list is
/// refused. Too long texts from a program are truncated, with a note in `resumeIa`; those from a person are refused.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "addProspect",
    request_body = NewProspectRequest,
    responses(
        (status = 201, description = "Added", body = ProspectRecu, headers(
            ("Location" = String, description = "The prospect"),
            ("etag" = String, description = "Version of the record"))),
        (status = 200, description = "Known already, and completed", body = ProspectRecu,
            headers(("etag" = String, description = "Version of the record"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[post("/api/prospects")]
pub async fn add_prospect(
    AdminOrKey { caller, .. }: AdminOrKey<WriteProspects>,
    body: LooseJson<NewProspectRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut asked = body.of(&caller)?;
    if !matches!(caller, Caller::Admin(_)) {
        cut_texts(&mut asked);
    }
    let received = add_person(&state, &Auteur::from(&caller), &asked).await?;
    let (prospect, version) = written(&state, &caller, &received.id, received.is_audited()).await?;
    let mut response = if received.is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    if received.is_new {
        response.insert_header((LOCATION, format!("/api/prospects/{}", received.id)));
    }
    let names = |fields: &[&str]| fields.iter().map(|&field| field.to_owned()).collect();
    let (complete, ignore) = (names(&received.complete), names(&received.ignore));
    Ok(response.insert_header(etag(version)).json(ProspectRecu { prospect, complete, ignore }))
}

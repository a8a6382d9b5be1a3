//! `GET /api/prospects/{idProspect}/donnees-personnelles`.

use actix_web::http::header::{CacheControl, CacheDirective, ContentDisposition};
use actix_web::{HttpResponse, get, web};
use common::IdProspect;
use common::rgpd::DonneesPersonnelles;

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{Id, VerifiedAdmin};
use crate::rgpd;
use crate::state::AppState;

/// Everything that is held of one person, as a file to give to them.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "exportPerson",
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 200, description = "The file", body = DonneesPersonnelles),
    ),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/donnees-personnelles")]
pub async fn export_person(
    VerifiedAdmin(person): VerifiedAdmin,
    client: Client,
    Id(id): Id<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let held = rgpd::export_person(&state, &person, &client, &id).await?;
    let filename = format!("donnees-personnelles-{id}.json");
    Ok(HttpResponse::Ok()
        .insert_header(ContentDisposition::attachment(filename))
        .insert_header(CacheControl(vec![CacheDirective::NoStore]))
        .json(held))
}

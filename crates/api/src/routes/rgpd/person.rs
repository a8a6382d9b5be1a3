//! `GET /api/prospects/{idProspect}/donnees-personnelles`.

use actix_web::body;
use actix_web::http::header::{CacheControl, CacheDirective, ContentDisposition};
use actix_web::{HttpResponse, get, web};
use common::IdProspect;
use common::rgpd::DonneesPersonnelles;

use crate::db;
use crate::db::journal_securite::Client;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Id, IsHead, VerifiedAdmin};
use crate::rgpd;
use crate::state::AppState;

/// Exports all data of one person, as a file to hand over to them.
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
    IsHead(is_head): IsHead,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/json")
        .insert_header(ContentDisposition::attachment(format!("donnees-personnelles-{id}.json")))
        .insert_header(CacheControl(vec![CacheDirective::NoStore]));
    if is_head {
        let mut conn = state.pool.get().await?;
        let exists = db::prospects::exists(&mut conn, &id).await?;
        return if exists {
            Ok(response.body(body::None::new()))
        } else {
            Err(ApiError::not_found("Ce prospect"))
        };
    }
    Ok(response.json(rgpd::export_person(&state, &person, &client, &id).await?))
}

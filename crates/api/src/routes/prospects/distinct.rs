//! `/api/prospects/{idProspect}/distincts`: marks two prospects who share an address or a number as different people,
//! and removes the mark.

use actix_web::{HttpResponse, delete, post, web};
use common::IdProspect;
use common::prospect_requests::TellProspectsApartRequest;

use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IdPair, ValidJson};
use crate::intake;
use crate::state::AppState;

/// Records that two prospects who share an address or a number are different people.
///
/// Both records continue to show the shared value, with `distincte`. Idempotent.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "tellProspectsApart",
    request_body = TellProspectsApartRequest,
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses((status = 204, description = "Noted.")),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/distincts")]
pub async fn tell_prospects_apart(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    ValidJson(request): ValidJson<TellProspectsApartRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    intake::tell_apart(&state, &Auteur::from(&person), &id, &request.id_prospect).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Removes the mark that two prospects are different people. Both records then ask again if they are one person.
///
/// Idempotent.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "withdrawDistinction",
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        ("idAutre" = IdProspect, Path, description = "The other prospect"),
    ),
    responses((status = 204, description = "Withdrawn.")),
    security(("session" = [])),
)]
#[delete("/api/prospects/{idProspect}/distincts/{idAutre}")]
pub async fn withdraw_distinction(
    AdminUser(person): AdminUser,
    IdPair(one, other): IdPair<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    intake::withdraw_distinction(&state, &Auteur::from(&person), &one, &other).await?;
    Ok(HttpResponse::NoContent().finish())
}

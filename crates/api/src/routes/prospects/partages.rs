//! `POST /api/prospects/{idProspect}/partages`: lists the other prospects who have an address or number.

use actix_web::{post, web};
use common::IdProspect;
use common::liste::Donnees;
use common::prospect::AdressePartagee;
use common::prospect_requests::ListPartagesRequest;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::intake;
use crate::state::AppState;

/// Lists the other prospects who have one of these addresses or numbers, before they are saved in the record.
///
/// Changes nothing. The addresses are in the body, because proxies log paths and queries.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listPartages",
    request_body = ListPartagesRequest,
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses((status = 200, description = "The other prospects, latest contact first", body = Donnees<AdressePartagee>)),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/partages")]
pub async fn list_partages(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    ValidJson(request): ValidJson<ListPartagesRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<AdressePartagee>>> {
    let data = intake::list_sharing(&state, &id, &request).await?;
    Ok(web::Json(Donnees { data }))
}

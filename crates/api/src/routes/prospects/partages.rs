//! `POST /api/prospects/{idProspect}/partages`.

use actix_web::{post, web};
use common::IdProspect;
use common::liste::Donnees;
use common::prospect::{AdressePartagee, PartagesRequest};

use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::intake;
use crate::state::AppState;

/// The other prospects who have one of these addresses or numbers, before the record is given them.
///
/// Nothing is changed. The addresses stand in the body: paths and queries are logged.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listPartages",
    request_body = PartagesRequest,
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses((status = 200, description = "The others, the latest contact first", body = Donnees<AdressePartagee>)),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/partages")]
pub async fn list_partages(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    ValidJson(request): ValidJson<PartagesRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<AdressePartagee>>> {
    let data = intake::list_sharing(&state, &id, &request).await?;
    Ok(web::Json(Donnees { data }))
}

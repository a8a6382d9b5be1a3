//! `GET /api/prospects/{idProspect}/parcours`.

use actix_web::{get, web};
use common::parcours::EtapeParcours;
use common::{IdProspect, Liste, Pagination};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id, Page, ValidQuery};
use crate::state::AppState;

/// Lists the statuts that a prospect has had, newest first, and how long each lasted.
///
/// The path holds no personal data. It stays after an anonymisation, which rounds its dates down to their month.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listParcours",
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        Page,
    ),
    responses((status = 200, description = "A page of the path", body = Liste<EtapeParcours>)),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/parcours")]
pub async fn list_parcours(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<EtapeParcours>>> {
    let conn = state.pool.get().await?;
    // Every prospect has a path, so one without is unknown.
    let (data, total) = futures_util::try_join!(
        db::prospects_parcours::list(&conn, &id, page.offset(), page.limit),
        db::prospects_parcours::count(&conn, &id),
    )?;
    if total == 0 {
        return Err(ApiError::not_found("Ce prospect"));
    }
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}

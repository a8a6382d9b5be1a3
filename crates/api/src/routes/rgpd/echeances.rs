//! `GET /api/rgpd/echeances`.

use actix_web::{get, web};
use common::Liste;
use common::rgpd::Echeance;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery};
use crate::rgpd;
use crate::state::AppState;

/// The prospects whose time of retention is over, the oldest contact first.
///
/// It runs from the last email received, or else from the first contact, and lasts `RETENTION_MOIS`. Candidates are not
/// listed: their file is kept on a basis of its own. `total` is counted up to 1 000, then `totalExact` is false.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "listEcheances",
    params(
        Page,
    ),
    responses((status = 200, description = "A page of prospects", body = Liste<Echeance>)),
    security(("session" = [])),
)]
#[get("/api/rgpd/echeances")]
pub async fn list_echeances(
    _: AdminUser,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Echeance>>> {
    let conn = state.pool.get().await?;
    Ok(web::Json(rgpd::list_echeances(&conn, &state, page.page, page.limit).await?))
}

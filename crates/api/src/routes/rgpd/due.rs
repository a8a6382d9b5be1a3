//! `GET /api/rgpd/echeances`.

use actix_web::{get, web};
use common::Liste;
use common::rgpd::Echeance;

use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery};
use crate::rgpd;
use crate::state::AppState;

/// Lists the prospects whose retention period is over, the oldest contact first.
///
/// The period starts at the last received email, or else at the first contact, and lasts `RETENTION_MOIS`. Candidates
/// are excluded: their file has its own legal basis. `total` is counted up to 1 000; beyond that `totalExact` is
/// false.
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

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
        ("page" = Option<i64>, Query, description = "The page's number, from 1", minimum = 1, maximum = 10_000_000),
        ("limit" = Option<i64>, Query, description = "Rows a page, 25 by default", minimum = 1, maximum = 100),
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

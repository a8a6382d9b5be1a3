//! `GET /api/cles`.

use actix_web::{get, web};
use common::{CleApi, Liste, Pagination};

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery};
use crate::state::AppState;

/// Lists the keys of programs, without their secrets: valid ones first, then the newest.
///
/// The key of the configuration (`N8N_API_KEY`) is not listed.
#[utoipa::path(
    tag = "Cles",
    operation_id = "listCles",
    params(
        Page,
    ),
    responses((status = 200, description = "A page of keys", body = Liste<CleApi>)),
    security(("session" = [])),
)]
#[get("/api/cles")]
pub async fn list_cles(
    _: AdminUser,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<CleApi>>> {
    let conn = state.pool.get().await?;
    let (data, total) = futures_util::try_join!(
        db::cles_api::list(&conn, page.offset(), page.limit),
        db::cles_api::count(&conn),
    )?;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}

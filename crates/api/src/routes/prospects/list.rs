//! `GET /api/prospects`.

use actix_web::{get, web};
use common::Liste;
use common::prospect::ProspectResume;
use diesel_async::AsyncPgConnection;

use super::cursor::Cursor;
use super::page::Request;
use super::query::{FilterQuery, OrderQuery};
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery, foreign_cursor};
use crate::state::AppState;

/// Lists prospects, one page at a time.
///
/// Pages are addressed by number (`page`), or by cursor at constant cost (`curseur`). With `recherche`, the total is
/// counted up to 1 000; beyond that `totalExact` is false.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listProspects",
    params(
        FilterQuery, OrderQuery,
        Page,
    ),
    responses((status = 200, description = "A page of prospects", body = Liste<ProspectResume>)),
    security(("session" = [])),
)]
#[get("/api/prospects")]
pub async fn list_prospects(
    AdminUser(person): AdminUser,
    ValidQuery(filters): ValidQuery<FilterQuery>,
    ValidQuery(order): ValidQuery<OrderQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<ProspectResume>>> {
    let sort = order.tri.unwrap_or_default();
    let is_near = page.page == 1 || order.curseur.is_some();
    let is_short = is_near && filters.codes_only().is_some_and(|filters| filters.has_one_plan(sort));
    let list = async |conn: &AsyncPgConnection| {
        let filters = filters.filters(conn, &state.clock, &person).await?;
        let cursor = match &order.curseur {
            Some(text) => Some(Cursor::decode(text, sort, &filters).ok_or_else(foreign_cursor)?),
            None => None,
        };
        Request { filters, sort, page, cursor }.load(conn).await
    };
    let list = if is_short {
        state.standby.read_short(list).await
    } else {
        state.standby.read(async |conn| list(conn).await).await
    };
    Ok(web::Json(list?))
}

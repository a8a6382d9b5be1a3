//! `GET /api/prospects/compteurs`.

use actix_web::{get, web};
use common::prospect::CompteursProspects;
use diesel_async::AsyncPgConnection;

use super::query::FilterQuery;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidQuery};
use crate::state::AppState;

/// Counts, for each choice of each filter, the prospects it would show with the other filters kept.
///
/// Choices with none are omitted. With `recherche`, the rows of a filter are counted up to 1 000; `totalExact` is false when
/// a count stops there.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "countProspects",
    params(FilterQuery),
    responses((status = 200, description = "Counts by choice", body = CompteursProspects)),
    security(("session" = [])),
)]
#[get("/api/prospects/compteurs")]
pub async fn count_prospects(
    AdminUser(person): AdminUser,
    ValidQuery(filters): ValidQuery<FilterQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CompteursProspects>> {
    let count = async |conn: &AsyncPgConnection| {
        let filters = filters.filters(conn, &state.clock, &person).await?;
        Ok(db::prospects::count_facets(conn, &filters).await?)
    };
    let counts = if filters.codes_only().is_some() {
        state.standby.read_short(count).await
    } else {
        state.standby.read(async |conn| count(conn).await).await
    };
    Ok(web::Json(counts?))
}

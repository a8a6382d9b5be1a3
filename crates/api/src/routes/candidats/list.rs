//! `GET /api/candidats`.

use actix_web::{get, web};
use common::{Candidat, Liste, Pagination};

use super::query::{CandidatsOrder, CandidatsQuery};
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Page, ReadProspects, ValidQuery};
use crate::state::AppState;

/// Lists candidates: partial conversions first, then the newest, unless `tri` asks for another order.
#[utoipa::path(
    tag = "Candidats",
    operation_id = "listCandidats",
    params(
        CandidatsQuery, CandidatsOrder,
        Page,
    ),
    responses((status = 200, description = "A page of candidates", body = Liste<Candidat>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/candidats")]
pub async fn list_candidats(
    _: AdminOrKey<ReadProspects>,
    ValidQuery(query): ValidQuery<CandidatsQuery>,
    ValidQuery(order): ValidQuery<CandidatsOrder>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Candidat>>> {
    let sort = order.tri.unwrap_or_default();
    let read = state.standby.read(async |conn| {
        let conn = &*conn;
        let filters = query.filters(conn).await?;
        Ok(futures_util::try_join!(
            db::candidats::list(conn, &filters, sort, page.offset(), page.limit),
            db::candidats::count(conn, &filters),
        )?)
    });
    let (data, total) = read.await?;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}

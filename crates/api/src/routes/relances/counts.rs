//! `GET /api/relances/compteurs`.

use actix_web::{get, web};
use common::QuandRelance;
use common::relance::CompteursRelances;

use super::query::OwnerQuery;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidQuery};
use crate::state::AppState;

/// Counts the prospects of each section of `listRelances`, up to 1 000 a section.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "countRelances",
    params(OwnerQuery),
    responses((status = 200, description = "Counts by section", body = CompteursRelances)),
    security(("session" = [])),
)]
#[get("/api/relances/compteurs")]
pub async fn count_relances(
    AdminUser(person): AdminUser,
    ValidQuery(owner): ValidQuery<OwnerQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CompteursRelances>> {
    let read = state.standby.read(async |conn| {
        let mut counts = CompteursRelances::default();
        let mut touches = owner.touches(conn, &state, &person, QuandRelance::Retard).await?;
        for (quand, count) in [
            (QuandRelance::Retard, &mut counts.retard),
            (QuandRelance::Aujourdhui, &mut counts.aujourdhui),
            (QuandRelance::Semaine, &mut counts.semaine),
            (QuandRelance::SansSuite, &mut counts.sans_suite),
        ] {
            touches.section.quand = quand;
            *count = db::relances::count(conn, &touches).await?.rows;
        }
        Ok(counts)
    });
    Ok(web::Json(read.await?))
}

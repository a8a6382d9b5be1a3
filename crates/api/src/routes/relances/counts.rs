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
        let conn = &*conn;
        let touches = owner.touches(conn, &state, &person, QuandRelance::Retard).await?;
        let count = async |quand| {
            let mut touches = touches.clone();
            touches.section.quand = quand;
            ApiResult::Ok(db::relances::count(conn, &touches).await?.rows)
        };
        // The connection sends these together.
        let (retard, aujourdhui, semaine, sans_suite) = futures_util::try_join!(
            count(QuandRelance::Retard),
            count(QuandRelance::Aujourdhui),
            count(QuandRelance::Semaine),
            count(QuandRelance::SansSuite),
        )?;
        Ok(CompteursRelances { retard, aujourdhui, semaine, sans_suite })
    });
    Ok(web::Json(read.await?))
}

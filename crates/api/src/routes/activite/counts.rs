//! `GET /api/activite/compteurs`.

use actix_web::{get, web};
use common::activite::CompteursActivite;

use super::query::DayQuery;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidQuery};
use crate::state::AppState;

/// Counts what each person of the school did on a day.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "countActivite",
    params(DayQuery),
    responses((status = 200, description = "Counts by person", body = CompteursActivite)),
    security(("session" = [])),
)]
#[get("/api/activite/compteurs")]
pub async fn count_activite(
    _: AdminUser,
    ValidQuery(query): ValidQuery<DayQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CompteursActivite>> {
    let filters = query.filters(&state, None);
    let read = state.standby.read(async |conn| Ok(db::activite::count_by_person(conn, &filters).await?));
    let personnes = read.await?;
    Ok(web::Json(CompteursActivite { jour: query.day(&state).into(), personnes }))
}

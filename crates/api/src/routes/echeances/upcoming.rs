//! `GET /api/echeances`.

use actix_web::{get, web};
use chrono::NaiveDate;
use common::Day;
use common::echeance::EcheanceProspects;
use common::liste::Donnees;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::catalogue::SessionFilters;
use crate::echeances;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidQuery, day};
use crate::state::AppState;

/// Query parameters of the upcoming date limits.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EcheancesQuery {
    /// Keeps the limits on which the school acts on this day or before.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    avant: Option<NaiveDate>,
}

/// Lists the date limits of the sessions that take candidates, by day to act.
///
/// There is a row for each session, way of paying and rule, when some open prospect wishes the formation with this way
/// of paying. A session that has begun, or whose formation is archived, has no row: `listEcheancesSession` gives the
/// limits that come after its start.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "listEcheancesFinancement",
    params(EcheancesQuery),
    responses((status = 200, description = "Date limits, the first day to act first", body = Donnees<EcheanceProspects>)),
    security(("session" = [])),
)]
#[get("/api/echeances")]
pub async fn list_echeances_financement(
    _: AdminUser,
    ValidQuery(query): ValidQuery<EcheancesQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<EcheanceProspects>>> {
    let mut conn = state.pool.get().await?;
    let filters = SessionFilters::taking_candidates(None, state.clock.today());
    let sessions = db::catalogue::list_sessions(&mut conn, &filters, state.clock.today()).await?;
    let wishes = db::echeances::wishes(&mut conn).await?;
    let rules = db::regles_financement::list(&mut conn).await?;
    let calendar = echeances::calendar(&mut conn, &state).await?;
    let school = echeances::School { rules: &rules, calendar: &calendar };
    let mut data = school.upcoming(&sessions, &wishes, echeances::today(&state));
    if let Some(last) = query.avant.map(Day::from) {
        data.retain(|row| row.echeance.agir_avant.as_ref().is_some_and(|day| *day <= last));
    }
    Ok(web::Json(Donnees { data }))
}

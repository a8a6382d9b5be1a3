//! `GET /api/formations/{code}/premiere-session`.

use actix_web::{get, web};
use chrono::NaiveDate;
use common::echeance::PremiereSession;
use common::{Day, ModeFinancement};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::db::catalogue::{FormationCode, SessionFilters};
use crate::echeances;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue, ValidQuery, day};
use crate::state::AppState;

/// Query parameters of the first session.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PremiereSessionQuery {
    /// The way of paying.
    financement: ModeFinancement,
    /// Day on which the school acts; today when absent.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    envoi_le: Option<NaiveDate>,
}

/// Returns the first session of a formation that can still be paid in this way.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "findPremiereSession",
    params(
        ("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$"),
        PremiereSessionQuery,
    ),
    responses((status = 200, description = "The session, if there is one", body = PremiereSession)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/formations/{code}/premiere-session")]
pub async fn find_premiere_session(
    _: AdminOrKey<ReadCatalogue>,
    Id(FormationCode(code)): Id<FormationCode>,
    ValidQuery(query): ValidQuery<PremiereSessionQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<PremiereSession>> {
    let mut conn = state.pool.get().await?;
    let certification = db::echeances::certification(&mut conn, &code).await?;
    let certification = certification.ok_or_else(|| ApiError::not_found("Cette formation"))?;
    let action = query.envoi_le.unwrap_or_else(|| state.clock.today());
    let filters = SessionFilters::taking_candidates(Some(code), action);
    let sessions = db::catalogue::list_sessions(&mut conn, &filters, state.clock.today()).await?;
    let rules = db::regles_financement::list(&mut conn).await?;
    let calendar = echeances::calendar(&mut conn, &state).await?;
    let financement = query.financement;
    let school = echeances::School { rules: &rules, calendar: &calendar };
    Ok(web::Json(school.first_session(financement, sessions, &certification, action.into())))
}

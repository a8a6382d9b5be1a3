//! `GET /api/sessions/{idSession}/echeances`.

use actix_web::{get, web};
use chrono::NaiveDate;
use common::echeance::EcheancesSession;
use common::{Day, IdSession, ModeFinancement};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::echeances;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue, ValidQuery, day};
use crate::state::AppState;

/// Query parameters of the date limits of a session.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SessionEcheancesQuery {
    /// The way of paying.
    financement: ModeFinancement,
    /// Day on which the contract is signed, for the limits that count from it; today when absent.
    #[serde(default, deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    signature_le: Option<NaiveDate>,
}

/// Returns the date limits of a session for one way of paying, with how they were found and how certain they are.
///
/// They warn and refuse nothing.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "listEcheancesSession",
    params(("idSession" = i64, Path, description = "The session"), SessionEcheancesQuery),
    responses((status = 200, description = "Date limits, the first one first", body = EcheancesSession)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/sessions/{idSession}/echeances")]
pub async fn list_echeances_session(
    _: AdminOrKey<ReadCatalogue>,
    Id(id): Id<IdSession>,
    ValidQuery(query): ValidQuery<SessionEcheancesQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<EcheancesSession>> {
    let mut conn = state.pool.get().await?;
    let session = db::catalogue::find_session(&conn, id, state.clock.today()).await?;
    let session = session.ok_or_else(|| ApiError::not_found("Cette session"))?;
    let signature = Some(query.signature_le.map_or_else(|| echeances::today(&state), Into::into));
    Ok(web::Json(echeances::of_session(&mut conn, &state, &session, query.financement, signature).await?))
}

//! `GET /api/prospects/{idProspect}/conversion-status`.

use actix_web::{get, web};
use common::{ConversionStatus, IdProspect, TypeAction};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Returns the running conversion of a prospect, or else the last one.
#[utoipa::path(
    tag = "Actions",
    operation_id = "getConversionStatus",
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 200, description = "The state", body = ConversionStatus),
    ),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/conversion-status")]
pub async fn get_conversion_status(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<ConversionStatus>> {
    let mut conn = state.pool.get().await?;
    let last = db::actions::find_last(&conn, &id, TypeAction::ConvertirCandidat).await?;
    if last.is_none() && !db::prospects::exists(&mut conn, &id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    let running = last.as_ref().filter(|action| action.is_running());
    let elapsed = running.map(|action| (state.clock.now() - action.date_debut).num_milliseconds().max(0));
    Ok(web::Json(ConversionStatus {
        en_cours: elapsed.is_some(),
        duree_ecoulee_ms: elapsed,
        action: last.map(Into::into),
    }))
}

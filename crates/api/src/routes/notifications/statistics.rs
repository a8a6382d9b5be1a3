//! `GET /api/notifications/statistiques`.

use actix_web::{get, web};
use common::notification::StatistiquesFlux;

use crate::extract::AdminUser;
use crate::state::AppState;

/// Returns figures of the live stream on the responding instance: clients, events delivered and missed.
#[utoipa::path(tag = "Notifications", operation_id = "getStreamStatistics",
    responses((status = 200, description = "The figures", body = StatistiquesFlux)), security(("session" = [])))]
#[get("/api/notifications/statistiques")]
pub async fn get_notification_statistics(
    _: AdminUser,
    state: web::Data<AppState>,
) -> web::Json<StatistiquesFlux> {
    web::Json(state.hub.statistics())
}

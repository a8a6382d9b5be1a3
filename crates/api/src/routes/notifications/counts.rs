//! `GET /api/notifications/compteurs`.

use actix_web::{get, web};
use common::notification::CompteursNotifications;

use crate::db::notifications::lues;
use crate::error::ApiResult;
use crate::extract::AnyUser;
use crate::state::AppState;

/// Counts the caller's unread notifications.
#[utoipa::path(tag = "Notifications", operation_id = "countNotifications",
    responses((status = 200, description = "How many", body = CompteursNotifications)), security(("session" = [])))]
#[get("/api/notifications/compteurs")]
pub async fn count_notifications(
    AnyUser(person): AnyUser,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CompteursNotifications>> {
    let mut conn = state.pool.get().await?;
    let counts = lues::count_unread(&mut conn, &[person.id_utilisateur], None).await?;
    let non_lues = counts.get(&person.id_utilisateur).copied().unwrap_or_default();
    Ok(web::Json(CompteursNotifications { non_lues }))
}

//! `POST /api/notifications/lues`.

use actix_web::{HttpResponse, post, web};
use common::FieldCode;
use common::notification::MarkNotificationsReadRequest;

use crate::db::notifications::lues::{self, Read};
use crate::error::{ApiError, ApiResult};
use crate::extract::{AnyUser, ValidJson};
use crate::state::AppState;

/// Marks notifications as read by the caller.
///
/// Takes either `ids` or `jusqua`. Notifications of other audiences are skipped. Idempotent.
#[utoipa::path(tag = "Notifications", operation_id = "markNotificationsRead", request_body = MarkNotificationsReadRequest,
    responses((status = 204, description = "Noted.")),
    security(("session" = [])))]
#[post("/api/notifications/lues")]
pub async fn mark_notifications_read(
    AnyUser(person): AnyUser,
    ValidJson(request): ValidJson<MarkNotificationsReadRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let which = which(&request)?;
    let mut conn = state.pool.get().await?;
    let read = lues::insert(&mut conn, person.id_utilisateur, person.role, which).await?;
    if read > 0 {
        state.wake.read_by(person.id_utilisateur);
    }
    Ok(HttpResponse::NoContent().finish())
}

fn which(request: &MarkNotificationsReadRequest) -> ApiResult<Read<'_>> {
    match (&request.ids, request.jusqua) {
        (Some(ids), None) => Ok(Read::These(ids)),
        (None, Some(last)) => Ok(Read::UpTo(last)),
        _ => Err(ApiError::field("ids", FieldCode::UnSeul, "Donnez soit ids, soit jusqua.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_way_to_say_which() {
        for (ids, jusqua, accepted) in [
            (Some(vec![1]), None, true),
            (Some(vec![]), None, true),
            (None, Some(1), true),
            (Some(vec![1]), Some(1), false),
            (None, None, false),
        ] {
            assert_eq!(which(&MarkNotificationsReadRequest { ids, jusqua }).is_ok(), accepted);
        }
    }
}

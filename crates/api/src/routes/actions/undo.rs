//! `POST /api/actions/{idConversion}/annulation`.

use actix_web::{post, web};
use common::{Action, IdAction};

use crate::actions;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Undoes an action whose call has not left: n8n never receives it.
///
/// The prospect, the seat and an action that this one restarted are as before. The same request again returns the
/// undone action.
#[utoipa::path(
    tag = "Actions",
    operation_id = "undoAction",
    params(("idConversion" = i64, Path, description = "The action")),
    responses(
        (status = 200, description = "The undone action", body = Action),
    ),
    security(("session" = [])),
)]
#[post("/api/actions/{idConversion}/annulation")]
pub async fn undo_action(
    AdminUser(person): AdminUser,
    Id(id): Id<IdAction>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Action>> {
    Ok(web::Json(actions::undo_action(&state, id, &person).await?))
}

//! `GET /api/prospects/{idProspect}/actions`.

use actix_web::{get, web};
use common::liste::Donnees;
use common::{Action, IdProspect};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Maximum number of actions listed per prospect.
const LIMIT: i64 = 200;

/// Lists the actions of a prospect, past and running, newest first (the last 200).
#[utoipa::path(
    tag = "Actions",
    operation_id = "listActions",
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 200, description = "The actions", body = Donnees<Action>),
    ),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/actions")]
pub async fn list_actions(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Action>>> {
    let mut conn = state.pool.get().await?;
    let rows = db::actions::list_by_prospect(&mut conn, &id, LIMIT).await?;
    if rows.is_empty() && !db::prospects::exists(&mut conn, &id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    Ok(web::Json(Donnees { data: rows.into_iter().map(Action::from).collect() }))
}

//! `GET /api/actions/{idConversion}`.

use actix_web::{get, web};
use common::{ActionDetail, IdAction};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects};
use crate::state::AppState;

/// Returns an action with all its events.
#[utoipa::path(
    tag = "Actions",
    operation_id = "getAction",
    params(("idConversion" = i64, Path, description = "The action")),
    responses(
        (status = 200, description = "The action", body = ActionDetail),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/actions/{idConversion}")]
pub async fn get_action(
    _: AdminOrKey<ReadProspects>,
    Id(id): Id<IdAction>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<ActionDetail>> {
    let mut conn = state.pool.get().await?;
    let row = db::actions::find(&mut conn, id).await?.ok_or_else(|| ApiError::not_found("Cette action"))?;
    let journal = db::action_events::list(&mut conn, id).await?;
    let parametres = row.parametres.clone();
    Ok(web::Json(ActionDetail { action: row.into(), parametres, journal }))
}

//! Handles n8n's report of a step.

use common::EvenementAction;
use common::rappel::ReportProgressRequest;
use diesel_async::AsyncConnection as _;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::truncation::{cut, limit};

/// Records the step of a running action; ignored once the action has ended.
///
/// # Errors
/// 404 for an unknown action.
pub async fn report_progress(state: &AppState, step: &ReportProgressRequest) -> ApiResult<()> {
    let id = step.id_conversion;
    let etape = match step.etape.trim() {
        "" => "Étape sans nom".to_owned(),
        named => cut(named, limit::NAME),
    };
    let mut conn = state.pool.get().await?;
    if db::actions::find(&mut conn, id).await?.is_none() {
        return Err(ApiError::not_found("Cette action"));
    }
    let running = conn
        .transaction::<_, diesel::result::Error, _>(async |conn| {
            if !db::actions::update_step(conn, id, &etape, step.pourcentage).await? {
                return Ok(false);
            }
            let percentage = step.pourcentage.map(|percent| format!(" ({percent} %)")).unwrap_or_default();
            let detail = format!("{etape}{percentage}");
            db::action_events::insert(conn, id, state.clock.now(), EvenementAction::Etape, &detail).await?;
            Ok(true)
        })
        .await?;
    if running {
        state.wake.changed();
    }
    Ok(())
}

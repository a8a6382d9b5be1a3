//! Stops a lot: the rows that have no result do not run.

use chrono::{DateTime, Utc};
use common::IdLot;
use common::lot::{EtatLot, Lot};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::launch::unknown;
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::notifications::lot_changed;
use crate::state::AppState;

/// Stops a lot that was not launched, or that runs; waits for the row that runs. A lot that is over stays as it is.
///
/// # Errors
/// 404 for an unknown lot.
pub async fn stop_lot(state: &AppState, id: IdLot) -> ApiResult<Lot> {
    let mut conn = state.pool.get().await?;
    let stopped = conn.transaction::<_, ApiError, _>(async |conn| {
        let lot = db::lots::lock(conn, id).await?.ok_or_else(unknown)?;
        if !matches!(lot.etat(), EtatLot::Prepare | EtatLot::EnCours) {
            return Ok(false);
        }
        stop(conn, id, state.clock.now()).await?;
        Ok(true)
    });
    if stopped.await? {
        lot_changed(state, id);
    }
    db::lots::find(&mut conn, id).await?.ok_or_else(unknown)
}

/// Ends a locked lot and its waiting rows.
pub(super) async fn stop(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> QueryResult<()> {
    db::lots_lignes::end_refused(conn, id, now).await?;
    db::lots_lignes::stop(conn, id, now).await?;
    db::lots::end(conn, id, EtatLot::Arrete, now).await
}

//! Stops a lot: the rows that have no result do not run, and the actions whose calls have not left are undone.

use chrono::{DateTime, Utc};
use common::IdLot;
use common::auth::Utilisateur;
use common::lot::{EtatLot, Lot};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::launch::unknown;
use crate::actions::undo_actions;
use crate::db;
use crate::error::ApiResult;
use crate::notifications::lot_changed;
use crate::state::AppState;

/// Stops a lot; waits for the row that runs. A lot whose rows and calls are over stays as it is.
///
/// # Errors
/// 404 for an unknown lot. 503 when the database does not answer: the same request again undoes the rest.
pub async fn stop_lot(state: &AppState, id: IdLot, by: &Utilisateur) -> ApiResult<Lot> {
    let mut conn = state.pool.get().await?;
    let stopped = conn.transaction(async |conn| stop_rows(conn, id, state.clock.now()).await).await?;
    let waiting = db::lots::list_undoable(&mut conn, id).await?;
    drop(conn);
    let undone = undo_actions(state, &waiting, by).await?;
    if stopped || undone > 0 {
        lot_changed(state, id);
    }
    let mut conn = state.pool.get().await?;
    db::lots::find(&mut conn, id).await?.ok_or_else(unknown)
}

/// Returns false for a lot that has nothing to stop.
async fn stop_rows(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> ApiResult<bool> {
    let lot = db::lots::lock(conn, id).await?.ok_or_else(unknown)?;
    match lot.etat() {
        EtatLot::Prepare | EtatLot::EnCours => stop(conn, id, now).await?,
        EtatLot::Termine if !db::lots::list_undoable(conn, id).await?.is_empty() => {
            db::lots::mark_stopped(conn, id).await?;
        }
        EtatLot::Termine | EtatLot::Arrete => return Ok(false),
    }
    Ok(true)
}

/// Ends a locked lot and its waiting rows.
pub(super) async fn stop(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> QueryResult<()> {
    db::lots_lignes::end_refused(conn, id, now).await?;
    db::lots_lignes::stop(conn, id, now).await?;
    db::lots::end(conn, id, EtatLot::Arrete, now).await
}

//! Undoes many actions in few transactions, so that they share its statements and its flush to the disk.

use common::auth::Utilisateur;
use common::{IdAction, IdProspect, StatutAction, TypeAction};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::undo::{self, Waiting};
use crate::error::ApiResult;
use crate::state::AppState;
use crate::{db, metrics};

/// Number of actions of a transaction, which holds their locks and those of their prospects.
const BATCH: usize = 200;

/// Undoes those of these actions whose calls have not left, and leaves the others. Returns the number of undone ones.
///
/// # Errors
/// 503 when the database does not answer: the batches before stay undone.
pub async fn undo_actions(state: &AppState, ids: &[IdAction], by: &Utilisateur) -> ApiResult<usize> {
    let mut conn = state.pool.get().await?;
    let mut number = 0;
    for batch in ids.chunks(BATCH) {
        let undone = conn.transaction(async |conn| write(conn, state, batch, by).await).await?;
        for type_action in &undone {
            metrics::action_ended(*type_action, StatutAction::Annulee);
        }
        if !undone.is_empty() {
            state.wake.changed();
        }
        number += undone.len();
    }
    Ok(number)
}

/// Undoes a batch; returns the types of the undone actions.
async fn write(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    ids: &[IdAction],
    by: &Utilisateur,
) -> ApiResult<Vec<TypeAction>> {
    let seen = db::actions::list_by_ids(conn, ids).await?;
    let theirs: Vec<IdProspect> = seen.into_iter().map(|action| action.id_prospect.0).collect();
    let prospects = db::prospects::lock_all(conn, &theirs).await?;
    let actions = db::undos::lock(conn, ids).await?;
    let with_prospect = actions.into_iter().filter_map(|action| {
        let prospect = prospects.get(&action.id_prospect.0)?.clone();
        Some(Waiting { prospect, action })
    });
    let waiting: Vec<Waiting> = with_prospect.collect();
    if !waiting.is_empty() {
        undo::end(conn, &waiting, by, state.clock.now()).await?;
    }
    Ok(waiting.iter().map(|one| one.action.type_action()).collect())
}

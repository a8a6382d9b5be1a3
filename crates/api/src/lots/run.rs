//! Executes the rows of launched lots, one row a transaction, which holds the change and the result of the row.
//!
//! The transaction locks the lot, and other instances skip locked lots: the lock is the lease. PostgreSQL releases it
//! with the transaction of an instance that dies, and the row then runs again from the beginning.

use common::auth::Utilisateur;
use common::lot::{EtatLot, ResultatLigne, TypeLot};
use common::{Action, IdLot, IdProspect};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::row::{self, Applied};
use super::stop::stop;
use super::verdict;
use crate::db;
use crate::db::lots::LotRow;
use crate::db::lots_lignes::{Ended, WaitingRow};
use crate::error::{ApiError, ApiResult};
use crate::metrics;
use crate::notifications::{lot_changed, record_changed};
use crate::state::AppState;

/// Executes a row of the running lot whose turn follows that of `last`, which becomes that lot. Returns false when no
/// lot is free. Lots take turns, a row each, so that a small one does not wait behind a large one.
///
/// # Errors
/// 503 when the database does not answer; the row then waits for the next turn of its lot.
pub async fn run_next(state: &AppState, last: &mut Option<IdLot>) -> ApiResult<bool> {
    let mut conn = state.pool.get().await?;
    let stepped = conn.transaction(async |conn| step(conn, state, last).await).await?;
    let Some(step) = stepped else { return Ok(false) };
    drop(conn);
    match step.effect {
        Some(Effect::Changed(id)) => record_changed(state, &id),
        Some(Effect::Started(action)) => {
            metrics::action_started(action.type_action);
            state.wake.changed();
        }
        None => {}
    }
    lot_changed(state, step.lot);
    Ok(true)
}

/// A committed step of a lot.
struct Step {
    lot: IdLot,
    effect: Option<Effect>,
}

/// The effect of a row that others must hear of.
enum Effect {
    Changed(IdProspect),
    Started(Box<Action>),
}

/// Executes the next row, or ends the lot: after its last row, or when its author may no longer change records.
async fn step(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    last: &mut Option<IdLot>,
) -> ApiResult<Option<Step>> {
    let Some(lot) = db::lots::lock_next(conn, *last).await? else { return Ok(None) };
    let (id, now) = (lot.id(), state.clock.now());
    *last = Some(id);
    let Some(author) = db::utilisateurs::find_active_admin(conn, lot.author()).await? else {
        tracing::warn!(id_lot = id.get(), "bulk change stopped: its author is no longer an active admin");
        stop(conn, id, now).await?;
        return Ok(Some(Step { lot: id, effect: None }));
    };
    db::lots::name_in_transaction(conn, id).await?;
    let waiting = db::lots_lignes::list_waiting(conn, id, 2).await?;
    let effect = match waiting.first() {
        Some(row) => run_row(conn, state, &lot, &author, row).await?,
        None => None,
    };
    if waiting.len() < 2 {
        db::lots::end(conn, id, EtatLot::Termine, now).await?;
    }
    Ok(Some(Step { lot: id, effect }))
}

/// Executes a row and records its result.
async fn run_row(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    lot: &LotRow,
    author: &Utilisateur,
    row: &WaitingRow,
) -> ApiResult<Option<Effect>> {
    let id = row.prospect();
    let version = db::prospects::lock_versions(conn, std::slice::from_ref(id)).await?.remove(id);
    let writes = matches!(lot.type_lot(), TypeLot::Dossier | TypeLot::EmailRelance);
    let is_as_rehearsed = version == Some(row.version)
        // A received email changes no version.
        && !(writes && db::prospects::wrote_after(conn, id, lot.prepared_at()).await?);
    let (ended, effect) = if is_as_rehearsed {
        execute(conn, state, lot, author, id).await?
    } else {
        (ended(ResultatLigne::Change, None), None)
    };
    db::lots_lignes::end(conn, lot.id(), row.rang, &ended, state.clock.now()).await?;
    Ok(effect)
}

/// Applies the change in a savepoint, so that a refusal leaves nothing. An error that would come again ends the row and
/// does not hold up the lot.
async fn execute(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    lot: &LotRow,
    author: &Utilisateur,
    id: &IdProspect,
) -> ApiResult<(Ended, Option<Effect>)> {
    let applied =
        conn.transaction(async |conn| row::apply(conn, state, author, &lot.change()?, id).await).await;
    Ok(match applied {
        Ok(Applied::Started(action)) => {
            let id_action = Some(action.id_conversion);
            let done = Ended { id_action, ..ended(ResultatLigne::Fait, None) };
            (done, Some(Effect::Started(action)))
        }
        Ok(Applied::Changed) => (ended(ResultatLigne::Fait, None), Some(Effect::Changed(id.clone()))),
        Ok(Applied::Unchanged) => (ended(ResultatLigne::Fait, None), None),
        Err(error) if error.is_outage() => return Err(error),
        Err(error) => (ended(ResultatLigne::Echec, Some(told(&error, id))), None),
    })
}

fn ended(resultat: ResultatLigne, code: Option<String>) -> Ended {
    Ended { resultat, code, id_action: None }
}

/// Returns the code that the row shows. An error that is no refusal also goes to the log.
fn told(error: &ApiError, id: &IdProspect) -> String {
    if !error.is_refusal() {
        tracing::error!(id_prospect = id.as_str(), error = error.cause(), "row of a bulk change failed");
    }
    verdict::code(error)
}

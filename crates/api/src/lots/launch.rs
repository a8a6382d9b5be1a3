//! Launches a rehearsed lot: from then on, the workers execute its rows.

use common::auth::Utilisateur;
use common::lot::{EtatLot, Lot};
use common::{ErrorCode, IdLot};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::db;
use crate::db::constraint::{LOT_CLE, violated_unique};
use crate::db::lots::LotRow;
use crate::error::{ApiError, ApiResult};
use crate::notifications::lot_changed;
use crate::state::AppState;

/// Launches a lot. The same `Idempotency-Key` again returns the lot as it is then.
///
/// # Errors
/// 403 for a lot of somebody else, 404 for an unknown one, 409 for a lot that was launched or stopped before, or whose
/// rehearsal is too old, 422 for the key of another lot.
pub async fn launch_lot(
    state: &AppState,
    person: &Utilisateur,
    id: IdLot,
    key: Option<&str>,
) -> ApiResult<Lot> {
    let mut conn = state.pool.get().await?;
    conn.transaction(async |conn| launch(conn, state, person, id, key).await).await?;
    lot_changed(state, id);
    db::lots::find(&mut conn, id).await?.ok_or_else(unknown)
}

async fn launch(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    person: &Utilisateur,
    id: IdLot,
    key: Option<&str>,
) -> ApiResult<()> {
    let now = state.clock.now();
    let lot = db::lots::lock(conn, id).await?.ok_or_else(unknown)?;
    if lot.author() != person.id_utilisateur {
        return Err(of_another(&lot));
    }
    if lot.etat() != EtatLot::Prepare {
        return if key.is_some() && lot.cle_idempotence.as_deref() == key {
            Ok(())
        } else {
            Err(not_ready())
        };
    }
    if lot.expires_at() <= now {
        return Err(expired());
    }
    db::lots::launch(conn, id, key, now).await.map_err(key_taken)?;
    db::lots_lignes::end_refused(conn, id, now).await?;
    if db::lots_lignes::list_waiting(conn, id, 1).await?.is_empty() {
        db::lots::end(conn, id, EtatLot::Termine, now).await?;
    }
    Ok(())
}

pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Ce lot")
}

/// Builds the 403 of a lot that another person rehearsed: its changes carry the name of its author.
fn of_another(lot: &LotRow) -> ApiError {
    tracing::debug!(id_lot = lot.id().get(), "launch by another person refused");
    let detail = (
        "Seule la personne qui a préparé ce lot peut le lancer : les changements portent son nom.",
        "Only the person who prepared this bulk change can launch it: its changes carry their name.",
    );
    ApiError::new(ErrorCode::AccesRefuse, detail)
}

fn not_ready() -> ApiError {
    let detail = ("Ce lot a déjà été lancé ou arrêté.", "This bulk change was already launched or stopped.");
    ApiError::new(ErrorCode::LotNonPrepare, detail)
}

fn expired() -> ApiError {
    let detail = (
        "Cette vérification date de plus de 4 heures : refaites-la avant de lancer.",
        "This rehearsal is more than 4 hours old: make another one before the launch.",
    );
    ApiError::new(ErrorCode::LotExpire, detail)
}

/// Recognises the key of the launch of another lot.
fn key_taken(error: diesel::result::Error) -> ApiError {
    if violated_unique(&error) == Some(LOT_CLE) {
        return ApiError::key_reused();
    }
    error.into()
}

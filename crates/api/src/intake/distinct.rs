//! Marks two records that share an address or number as different people.

use common::{FieldCode, IdProspect, OperationAudit};
use diesel_async::AsyncConnection as _;

use crate::db;
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;

/// Records that two prospects are different people, with an audit entry for each. Idempotent.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 422 when both are one record.
pub async fn tell_apart(
    state: &AppState,
    auteur: &Auteur,
    one: &IdProspect,
    other: &IdProspect,
) -> ApiResult<()> {
    if one == other {
        let message = "Donnez l’identifiant de l’autre fiche.";
        return Err(ApiError::field("idProspect", FieldCode::MemeFiche, message));
    }
    decide(state, auteur, one, other, true).await
}

/// Withdraws that two prospects are different people, with an audit entry for each. Idempotent.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one.
pub async fn withdraw_distinction(
    state: &AppState,
    auteur: &Auteur,
    one: &IdProspect,
    other: &IdProspect,
) -> ApiResult<()> {
    decide(state, auteur, one, other, false).await
}

async fn decide(
    state: &AppState,
    auteur: &Auteur,
    one: &IdProspect,
    other: &IdProspect,
    are_distinct: bool,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    conn.transaction(async |conn| {
        // One lock order, as for incoming data, so that transactions do not deadlock.
        for id in [one.min(other), one.max(other)] {
            if db::prospects::lock_record(conn, id).await?.is_none() {
                return Err(rgpd::gone(conn, id).await);
            }
        }
        let now = state.clock.now();
        let changed = if are_distinct {
            db::prospects_distincts::insert(conn, one, other, now).await?
        } else {
            db::prospects_distincts::delete(conn, one, other).await?
        };
        if changed {
            for id in [one, other] {
                let champs = ["adressePartageeAvec"];
                db::audit::insert(conn, id, OperationAudit::Modification, &champs, auteur, now).await?;
            }
        }
        Ok(())
    })
    .await?;
    record_changed(state, one);
    record_changed(state, other);
    Ok(())
}

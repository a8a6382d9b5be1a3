//! Removes a second factor: for its owner with a code, or by an admin for a person who lost it.

use common::auth::Utilisateur;
use common::{EvenementSecurite, IdUtilisateur};
use diesel_async::AsyncConnection as _;

use super::proof::{Purpose, with_proof};
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult};
use crate::notifications::logins_changed;
use crate::state::AppState;
use crate::utilisateurs::access::end_access;
use crate::utilisateurs::invite::find;

/// Removes a person's own second factor.
///
/// # Errors
/// 404 without a second factor, 422 for a wrong code, 429 above a limit of failures.
pub async fn remove_second_factor(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    typed: &str,
) -> ApiResult<()> {
    with_proof(state, person, client, typed, Purpose::Removal).await
}

/// Removes the second factor of another account, and ends its sessions and invitation.
///
/// # Errors
/// 404 for an unknown account.
pub async fn reset_second_factor(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    id: IdUtilisateur,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        find(conn, id).await?;
        if db::seconds_facteurs::delete(conn, id).await? {
            end_access(conn, id).await?;
            let entry =
                NewEntree::new(EvenementSecurite::SecondFacteurRetire, state.clock.now()).from(client);
            entry.by(admin.id_utilisateur).about(id).insert(conn).await?;
        }
        Ok(())
    })
    .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(())
}

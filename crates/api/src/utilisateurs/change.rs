//! Changes the role of an account, deactivates or reactivates it.

use common::auth::Utilisateur;
use common::compte::{ChangeUtilisateurRequest, Compte};
use common::{EvenementSecurite, IdUtilisateur, Role};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::access::end_access;
use super::invite::find;
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::logins_changed;
use crate::state::AppState;

/// Changes the role of an account, deactivates or reactivates it. A new role or a deactivation ends the account's
/// sessions and revokes its invitation.
///
/// # Errors
/// 404 for an unknown account, 409 when no ADMIN would remain.
pub async fn change_account(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    id: IdUtilisateur,
    request: &ChangeUtilisateurRequest,
) -> ApiResult<Compte> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let changed = conn
        .transaction::<_, ApiError, _>(async |conn| {
            // Locked until the commit: if two concurrent requests would remove the last two admins, the second one
            // sees the result of the first.
            let admins = db::utilisateurs::hold_admins(conn).await?;
            let compte = find(conn, id).await?;
            let (role, actif) = (request.role.unwrap_or(compte.role), request.actif.unwrap_or(compte.actif));
            if admins == [id] && !(actif && role == Role::Admin) {
                let detail = (
                    "C’est la dernière personne qui peut administrer : nommez-en d’abord une autre.",
                    "This is the last administrator: name another one first.",
                );
                return Err(ApiError::new(ErrorCode::DernierAdmin, detail));
            }
            db::utilisateurs::update_rights(conn, id, role, actif).await?;
            if role != compte.role || !actif {
                end_access(conn, id).await?;
            }
            let entry = |evenement| NewEntree::new(evenement, now).from(client).by(admin.id_utilisateur);
            note(conn, &compte, (role, actif), entry).await?;
            find(conn, id).await
        })
        .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(changed)
}

/// Records the changes of an account in the security journal; an unchanged account leaves no entry.
async fn note(
    conn: &mut AsyncPgConnection,
    before: &Compte,
    (role, actif): (Role, bool),
    entry: impl Fn(EvenementSecurite) -> NewEntree,
) -> diesel::QueryResult<()> {
    let id = before.id_utilisateur;
    if role != before.role {
        let detail = format!("{} {role}", before.role);
        entry(EvenementSecurite::Role).about(id).detail(detail).insert(conn).await?;
    }
    if actif != before.actif {
        let evenement =
            if actif { EvenementSecurite::Reactivation } else { EvenementSecurite::Desactivation };
        entry(evenement).about(id).insert(conn).await?;
    }
    Ok(())
}

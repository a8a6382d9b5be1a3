//! Changing what a person may do.

use common::Role;
use common::compte::{ChangeUtilisateurRequest, Compte};
use diesel_async::AsyncConnection as _;

use super::invite::find;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::logins_changed;
use crate::state::AppState;

/// Gives a person another role, deactivates or reactivates the account. Who is deactivated is out at once, and an
/// invitation is good no more.
///
/// # Errors
/// 404; 409 when nobody could administer any more.
pub async fn change_account(
    state: &AppState,
    id: i64,
    request: &ChangeUtilisateurRequest,
) -> ApiResult<Compte> {
    let mut conn = state.pool.get().await?;
    let changed = conn
        .transaction::<_, ApiError, _>(async |conn| {
            // Held until the commit: of two who would leave no admin together, the second one sees what the first one did.
            let admins = db::utilisateurs::hold_admins(conn).await?;
            let compte = find(conn, id).await?;
            let (role, actif) = (request.role.unwrap_or(compte.role), request.actif.unwrap_or(compte.actif));
            if admins == [id] && !(actif && role == Role::Admin) {
                let detail = "C’est la dernière personne qui peut administrer : nommez-en d’abord une autre.";
                return Err(ApiError::new(ErrorCode::DernierAdmin, detail));
            }
            db::utilisateurs::update_rights(conn, id, role, actif).await?;
            if !actif {
                db::auth_sessions::delete_of(conn, id).await?;
                db::invitations::delete_of(conn, id).await?;
            }
            find(conn, id).await
        })
        .await?;
    logins_changed(state, id);
    Ok(changed)
}

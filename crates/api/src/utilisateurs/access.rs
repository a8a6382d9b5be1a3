//! Revokes the sessions and the invitation of an account.

use common::IdUtilisateur;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::db;

/// Ends the sessions and the open invitation of an account whose password, role or right to log in changes. Call
/// [`crate::notifications::logins_changed`] after the commit: it ends the open streams.
pub(super) async fn end_access(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
) -> QueryResult<()> {
    db::auth_sessions::delete_of(conn, id_utilisateur).await?;
    db::invitations::delete_of(conn, id_utilisateur).await
}

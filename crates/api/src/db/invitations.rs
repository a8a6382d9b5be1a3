//! Queries on `invitations`: the links by which people choose a password.

use chrono::{DateTime, Utc};
use common::IdUtilisateur;
use common::auth::Utilisateur;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::{invitations, utilisateurs};
use super::utilisateurs::UtilisateurRow;

/// Invites an account; this revokes its previous invitation.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    id_utilisateur: IdUtilisateur,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> QueryResult<()> {
    let columns = (
        invitations::jeton_hash.eq(hash),
        invitations::date_creation.eq(now),
        invitations::date_expiration.eq(until),
    );
    diesel::insert_into(invitations::table)
        .values((invitations::id_utilisateur.eq(RowId(id_utilisateur)), columns))
        .on_conflict(invitations::id_utilisateur)
        .do_update()
        .set(columns)
        .execute(conn)
        .await?;
    Ok(())
}

/// Finds the active account of an invitation that has not expired.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<Utilisateur>> {
    let found: Option<UtilisateurRow> = invitations::table
        .inner_join(utilisateurs::table)
        .filter(invitations::jeton_hash.eq(hash))
        .filter(invitations::date_expiration.gt(now))
        .filter(utilisateurs::actif)
        .select(UtilisateurRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(Utilisateur::from))
}

/// Consumes an invitation. Returns true when it existed.
pub async fn delete(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<bool> {
    let deleted = diesel::delete(invitations::table.find(hash)).execute(conn).await?;
    Ok(deleted > 0)
}

/// Revokes the invitation of an account.
pub async fn delete_of(conn: &mut AsyncPgConnection, id_utilisateur: IdUtilisateur) -> QueryResult<()> {
    let of_person = invitations::table.filter(invitations::id_utilisateur.eq(RowId(id_utilisateur)));
    diesel::delete(of_person).execute(conn).await?;
    Ok(())
}

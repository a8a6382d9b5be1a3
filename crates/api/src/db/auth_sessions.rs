//! `auth_sessions`: logins.

use chrono::{DateTime, TimeDelta, Utc};
use common::auth::Utilisateur;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{auth_sessions, utilisateurs};
use super::utilisateurs::UtilisateurRow;

/// A login ends after so long without a request…
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// …and after so long whatever happens.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// Logins of a person at once: the oldest ends when another one is opened.
const MOST: i64 = 20;
/// Activity is written down no more often than this: a request must not cost a write.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Opens a login; drops those that ended, and the oldest of this person above [`MOST`].
pub async fn insert(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    id_utilisateur: i64,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(auth_sessions::table.filter(auth_sessions::date_expiration.le(now))).execute(conn).await?;
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::jeton_hash.eq(hash),
            auth_sessions::id_utilisateur.eq(id_utilisateur),
            auth_sessions::date_creation.eq(now),
            auth_sessions::date_derniere_activite.eq(now),
            auth_sessions::date_expiration.eq(now + ABSOLUTE),
        ))
        .execute(conn)
        .await?;
    end_oldest(conn, hash, id_utilisateur).await
}

/// Ends the oldest logins of a person, so that [`MOST`] are left with this one.
async fn end_oldest(conn: &mut AsyncPgConnection, newest: &[u8], id_utilisateur: i64) -> QueryResult<()> {
    let beyond: Vec<Vec<u8>> = auth_sessions::table
        .filter(auth_sessions::id_utilisateur.eq(id_utilisateur))
        .filter(auth_sessions::jeton_hash.ne(newest))
        .order((auth_sessions::date_creation.desc(), auth_sessions::jeton_hash))
        .offset(MOST - 1)
        .select(auth_sessions::jeton_hash)
        .load(conn)
        .await?;
    if beyond.is_empty() {
        return Ok(());
    }
    let beyond = auth_sessions::table.filter(auth_sessions::jeton_hash.eq_any(beyond));
    diesel::delete(beyond).execute(conn).await?;
    Ok(())
}

/// The active person of a live login, and the last activity written down.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<(Utilisateur, DateTime<Utc>)>> {
    let found: Option<(UtilisateurRow, DateTime<Utc>)> = auth_sessions::table
        .inner_join(utilisateurs::table)
        .filter(auth_sessions::jeton_hash.eq(hash))
        .filter(auth_sessions::date_expiration.gt(now))
        .filter(auth_sessions::date_derniere_activite.gt(now - IDLE))
        .filter(utilisateurs::actif)
        .select((UtilisateurRow::as_select(), auth_sessions::date_derniere_activite))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, last)| (row.into(), last)))
}

/// Writes the activity down, when the last one written is old enough.
pub async fn touch(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    last: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if now - last < TOUCH_EVERY {
        return Ok(());
    }
    diesel::update(auth_sessions::table.find(hash))
        .set(auth_sessions::date_derniere_activite.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a login; one that is not there is ended already.
pub async fn delete(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<()> {
    diesel::delete(auth_sessions::table.find(hash)).execute(conn).await?;
    Ok(())
}

/// Ends every login of a person.
pub async fn delete_of(conn: &mut AsyncPgConnection, id_utilisateur: i64) -> QueryResult<()> {
    let of_person = auth_sessions::table.filter(auth_sessions::id_utilisateur.eq(id_utilisateur));
    diesel::delete(of_person).execute(conn).await?;
    Ok(())
}

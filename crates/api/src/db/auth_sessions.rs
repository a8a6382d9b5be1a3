//! `auth_sessions`: logins.

use chrono::{DateTime, TimeDelta, Utc};
use common::auth::Utilisateur;
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::journal_securite::Client;
use super::schema::{auth_sessions, seconds_facteurs, utilisateurs};
use super::utilisateurs::UtilisateurRow;

/// A login ends after so long without a request…
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// …and after so long whatever happens.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// Logins of a person at once: the oldest ends when another one is opened.
const MOST: i64 = 20;
/// Activity is written down no more often than this: a request must not cost a write.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Bytes of the hash that name a login to its person and in the journal of security.
const ID: usize = 8;

/// The identifier of a login, made of the beginning of its hash: it opens nothing.
pub fn id_of(hash: &[u8]) -> String {
    HEXLOWER.encode(&hash[..hash.len().min(ID)])
}

/// A login to open.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of its token.
    pub hash: &'a [u8],
    /// The person.
    pub id_utilisateur: i64,
    /// Where the person logs in from.
    pub client: &'a Client,
    /// Whether the person had never logged in with such a browser and system.
    pub nouvel_appareil: bool,
    /// Whether the second factor was given.
    pub is_verified: bool,
}

/// Opens a login; drops those that ended, and the oldest of this person above [`MOST`].
pub async fn insert(
    conn: &mut AsyncPgConnection,
    session: &NewSession<'_>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(auth_sessions::table.filter(auth_sessions::date_expiration.le(now))).execute(conn).await?;
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::jeton_hash.eq(session.hash),
            auth_sessions::id_utilisateur.eq(session.id_utilisateur),
            auth_sessions::date_creation.eq(now),
            auth_sessions::date_derniere_activite.eq(now),
            auth_sessions::date_expiration.eq(now + ABSOLUTE),
            auth_sessions::adresse.eq(session.client.adresse.to_string()),
            auth_sessions::agent.eq(&session.client.agent),
            auth_sessions::nouvel_appareil.eq(session.nouvel_appareil),
            auth_sessions::date_verification.eq(session.is_verified.then_some(now)),
        ))
        .execute(conn)
        .await?;
    end_oldest(conn, session.hash, session.id_utilisateur).await
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

/// A login that is live.
#[derive(Debug, Clone)]
pub struct Login {
    /// The active person.
    pub person: Utilisateur,
    /// Last activity written down.
    pub last_activity: DateTime<Utc>,
    /// When the second factor was last given in it.
    pub verified: Option<DateTime<Utc>>,
    /// Whether the person has a second factor.
    pub has_second_factor: bool,
}

/// The live login of this hash.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<Login>> {
    type Row = (UtilisateurRow, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let found: Option<Row> = auth_sessions::table
        .inner_join(utilisateurs::table.left_join(seconds_facteurs::table))
        .filter(auth_sessions::jeton_hash.eq(hash))
        .filter(auth_sessions::date_expiration.gt(now))
        .filter(auth_sessions::date_derniere_activite.gt(now - IDLE))
        .filter(utilisateurs::actif)
        .select((
            UtilisateurRow::as_select(),
            auth_sessions::date_derniere_activite,
            auth_sessions::date_verification,
            seconds_facteurs::date_activation.nullable(),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, last_activity, verified, second_factor)| Login {
        person: row.into(),
        last_activity,
        verified,
        has_second_factor: second_factor.is_some(),
    }))
}

/// Writes down that the second factor was given in a login.
pub async fn mark_verified(conn: &mut AsyncPgConnection, hash: &[u8], now: DateTime<Utc>) -> QueryResult<()> {
    let login = auth_sessions::table.find(hash);
    diesel::update(login).set(auth_sessions::date_verification.eq(now)).execute(conn).await?;
    Ok(())
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

/// A login that still holds.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = auth_sessions)]
pub struct SessionRow {
    /// SHA-256 of its token.
    pub jeton_hash: Vec<u8>,
    /// When the person logged in.
    pub date_creation: DateTime<Utc>,
    /// Last activity written down.
    pub date_derniere_activite: DateTime<Utc>,
    /// Address of the login.
    pub adresse: Option<String>,
    /// User-Agent, cut.
    pub agent: Option<String>,
    /// Whether the person had never logged in with such a browser and system.
    pub nouvel_appareil: bool,
}

/// The logins of a person that still hold, the last active first.
pub async fn list(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<SessionRow>> {
    auth_sessions::table
        .filter(auth_sessions::id_utilisateur.eq(id_utilisateur))
        .filter(auth_sessions::date_expiration.gt(now))
        .filter(auth_sessions::date_derniere_activite.gt(now - IDLE))
        .order((auth_sessions::date_derniere_activite.desc(), auth_sessions::date_creation.desc()))
        .select(SessionRow::as_select())
        .load(conn)
        .await
}

/// Ends a login; returns whether it was there.
pub async fn delete(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<bool> {
    let deleted = diesel::delete(auth_sessions::table.find(hash)).execute(conn).await?;
    Ok(deleted > 0)
}

/// Ends every login of a person.
pub async fn delete_of(conn: &mut AsyncPgConnection, id_utilisateur: i64) -> QueryResult<()> {
    let of_person = auth_sessions::table.filter(auth_sessions::id_utilisateur.eq(id_utilisateur));
    diesel::delete(of_person).execute(conn).await?;
    Ok(())
}

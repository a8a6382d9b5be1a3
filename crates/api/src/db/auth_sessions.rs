//! Queries on `auth_sessions`: the login sessions.

use chrono::{DateTime, TimeDelta, Utc};
use common::IdUtilisateur;
use common::auth::Utilisateur;
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::journal_securite::Client;
use super::schema::{auth_sessions, seconds_facteurs, utilisateurs};
use super::utilisateurs::UtilisateurRow;

/// A session ends after this time without a request.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// A session ends this long after its login, whatever its activity.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// Maximum number of sessions per account: a login beyond it ends the oldest one.
const MOST: i64 = 20;
/// Minimum time between two updates of the activity, so that a request seldom costs a write.
pub const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Number of bytes of the hash that identify a session to its owner and in the security journal.
const ID: usize = 8;

/// Returns the public identifier of a session, made of the first bytes of its hash. It gives no access.
pub fn id_of(hash: &[u8]) -> String {
    HEXLOWER.encode(&hash[..hash.len().min(ID)])
}

/// A session to open.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of the session token.
    pub hash: &'a [u8],
    /// Account that logs in.
    pub id_utilisateur: IdUtilisateur,
    /// Address and browser of the login.
    pub client: &'a Client,
    /// True when the account never logged in with this kind of browser and system.
    pub nouvel_appareil: bool,
    /// True when the second factor was given.
    pub is_verified: bool,
}

/// Opens a session. Deletes the expired ones, and the oldest of this account beyond [`MOST`].
pub async fn insert(
    conn: &mut AsyncPgConnection,
    session: &NewSession<'_>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(auth_sessions::table.filter(auth_sessions::date_expiration.le(now))).execute(conn).await?;
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::jeton_hash.eq(session.hash),
            auth_sessions::id_utilisateur.eq(RowId(session.id_utilisateur)),
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

/// Ends the oldest sessions of an account, so that [`MOST`] remain, `newest` included.
async fn end_oldest(
    conn: &mut AsyncPgConnection,
    newest: &[u8],
    id_utilisateur: IdUtilisateur,
) -> QueryResult<()> {
    let beyond: Vec<Vec<u8>> = auth_sessions::table
        .filter(auth_sessions::id_utilisateur.eq(RowId(id_utilisateur)))
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

/// A live session.
#[derive(Debug, Clone)]
pub struct Login {
    /// The active account.
    pub person: Utilisateur,
    /// Last recorded activity.
    pub last_activity: DateTime<Utc>,
    /// End of the session, whatever its activity.
    pub expires: DateTime<Utc>,
    /// When the second factor was last given in this session.
    pub verified: Option<DateTime<Utc>>,
    /// True when the account has a second factor.
    pub has_second_factor: bool,
}

/// Finds the live session of this hash.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<Login>> {
    type Row = (UtilisateurRow, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let found: Option<Row> = auth_sessions::table
        .inner_join(utilisateurs::table.left_join(seconds_facteurs::table))
        .filter(auth_sessions::jeton_hash.eq(hash))
        .filter(auth_sessions::date_expiration.gt(now))
        .filter(auth_sessions::date_derniere_activite.gt(now - IDLE))
        .filter(utilisateurs::actif)
        .select((
            UtilisateurRow::as_select(),
            auth_sessions::date_derniere_activite,
            auth_sessions::date_expiration,
            auth_sessions::date_verification,
            seconds_facteurs::date_activation.nullable(),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(row, last_activity, expires, verified, second_factor)| Login {
        person: row.into(),
        last_activity,
        expires,
        verified,
        has_second_factor: second_factor.is_some(),
    }))
}

/// Records that the second factor was given in a session.
pub async fn mark_verified(conn: &mut AsyncPgConnection, hash: &[u8], now: DateTime<Utc>) -> QueryResult<()> {
    let login = auth_sessions::table.find(hash);
    diesel::update(login).set(auth_sessions::date_verification.eq(now)).execute(conn).await?;
    Ok(())
}

/// Records the activity, if the last recorded one is more than [`TOUCH_EVERY`] ago.
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

/// A live session, as its owner sees it.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = auth_sessions)]
pub struct SessionRow {
    /// SHA-256 of the session token.
    pub jeton_hash: Vec<u8>,
    /// When the person logged in.
    pub date_creation: DateTime<Utc>,
    /// Last recorded activity.
    pub date_derniere_activite: DateTime<Utc>,
    /// IP address of the login.
    pub adresse: Option<String>,
    /// User-Agent, truncated.
    pub agent: Option<String>,
    /// True when the account never logged in with this kind of browser and system.
    pub nouvel_appareil: bool,
}

/// Lists the live sessions of an account, the most recently active first.
pub async fn list(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    now: DateTime<Utc>,
) -> QueryResult<Vec<SessionRow>> {
    auth_sessions::table
        .filter(auth_sessions::id_utilisateur.eq(RowId(id_utilisateur)))
        .filter(auth_sessions::date_expiration.gt(now))
        .filter(auth_sessions::date_derniere_activite.gt(now - IDLE))
        .order((auth_sessions::date_derniere_activite.desc(), auth_sessions::date_creation.desc()))
        .select(SessionRow::as_select())
        .load(conn)
        .await
}

/// Ends a session. Returns its account, if it existed.
pub async fn delete(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<Option<IdUtilisateur>> {
    let deleted = diesel::delete(auth_sessions::table.find(hash)).returning(auth_sessions::id_utilisateur);
    let of: Option<RowId<IdUtilisateur>> = deleted.get_result(conn).await.optional()?;
    Ok(of.map(|RowId(id)| id))
}

/// Ends every session of an account.
pub async fn delete_of(conn: &mut AsyncPgConnection, id_utilisateur: IdUtilisateur) -> QueryResult<()> {
    let of_person = auth_sessions::table.filter(auth_sessions::id_utilisateur.eq(RowId(id_utilisateur)));
    diesel::delete(of_person).execute(conn).await?;
    Ok(())
}

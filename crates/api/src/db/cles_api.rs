//! Queries on `cles_api`: the named keys of programs.

use chrono::{DateTime, TimeDelta, Utc};
use common::auth::Utilisateur;
use common::securite::PersonneRef;
use common::{CleApi, IdUtilisateur, PorteeCle};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::{cles_api, utilisateurs};
use super::utilisateurs::UtilisateurRow;

/// Minimum time between two updates of the last use, so that a request seldom costs a write.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A key to insert.
#[derive(Debug)]
pub struct NewCle<'a> {
    /// Name of the key.
    pub nom: &'a str,
    /// First characters of the secret.
    pub prefixe: &'a str,
    /// SHA-256 of the secret.
    pub hash: &'a [u8],
    /// Scopes of the key.
    pub portees: &'a [PorteeCle],
    /// Account that creates the key.
    pub cree_par: RowId<IdUtilisateur>,
}

/// Inserts a key and returns its identifier. A taken name violates `cles_api_nom_unique`.
pub async fn insert(conn: &mut AsyncPgConnection, cle: &NewCle<'_>, now: DateTime<Utc>) -> QueryResult<i64> {
    let portees: Vec<&str> = cle.portees.iter().map(|portee| portee.as_str()).collect();
    diesel::insert_into(cles_api::table)
        .values((
            cles_api::nom.eq(cle.nom),
            cles_api::prefixe.eq(cle.prefixe),
            cles_api::secret_hash.eq(cle.hash),
            cles_api::portees.eq(portees),
            cles_api::cree_par.eq(cle.cree_par),
            cles_api::date_creation.eq(now),
        ))
        .returning(cles_api::id)
        .get_result(conn)
        .await
}

/// A valid key, as a request needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = cles_api)]
pub struct ValidCle {
    /// Identifier.
    pub id: i64,
    /// Name of the key.
    pub nom: String,
    portees: Vec<Option<String>>,
    derniere_utilisation: Option<DateTime<Utc>>,
}

impl ValidCle {
    /// Returns the scopes of the key.
    pub fn portees(&self) -> Vec<PorteeCle> {
        scopes(&self.portees)
    }
}

/// Reads stored scopes. A scope that only a later version of the service knows gives no right here.
fn scopes(stored: &[Option<String>]) -> Vec<PorteeCle> {
    stored.iter().flatten().filter_map(|portee| portee.parse().ok()).collect()
}

/// Finds the key of this hash unless it is revoked.
pub async fn find_valid(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<Option<ValidCle>> {
    cles_api::table
        .filter(cles_api::secret_hash.eq(hash))
        .filter(cles_api::date_revocation.is_null())
        .select(ValidCle::as_select())
        .first(conn)
        .await
        .optional()
}

/// Records a use of a key, if the last recorded one is more than [`TOUCH_EVERY`] ago.
pub async fn touch(conn: &mut AsyncPgConnection, cle: &ValidCle, now: DateTime<Utc>) -> QueryResult<()> {
    if cle.derniere_utilisation.is_some_and(|last| now - last < TOUCH_EVERY) {
        return Ok(());
    }
    let valid = cles_api::table.find(cle.id).filter(cles_api::date_revocation.is_null());
    diesel::update(valid).set(cles_api::derniere_utilisation.eq(now)).execute(conn).await?;
    Ok(())
}

/// A key with its creator, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = cles_api)]
struct CleRow {
    id: i64,
    nom: String,
    prefixe: String,
    portees: Vec<Option<String>>,
    date_creation: DateTime<Utc>,
    derniere_utilisation: Option<DateTime<Utc>>,
    date_revocation: Option<DateTime<Utc>>,
}

fn cle_of((row, person): (CleRow, Option<UtilisateurRow>)) -> CleApi {
    CleApi {
        id: row.id,
        nom: row.nom,
        prefixe: row.prefixe,
        portees: scopes(&row.portees),
        cree_par: person.map(|person| PersonneRef::from(Utilisateur::from(person))),
        date_creation: row.date_creation.into(),
        derniere_utilisation: row.derniere_utilisation.map(Into::into),
        date_revocation: row.date_revocation.map(Into::into),
    }
}

macro_rules! keys {
    () => {
        cles_api::table
            .left_join(utilisateurs::table)
            .select((CleRow::as_select(), Option::<UtilisateurRow>::as_select()))
    };
}

/// Lists a page of keys: valid ones first, then the newest.
pub async fn list(conn: &AsyncPgConnection, offset: i64, limit: i64) -> QueryResult<Vec<CleApi>> {
    let rows: Vec<(CleRow, Option<UtilisateurRow>)> = keys!()
        .order((cles_api::date_revocation.is_not_null(), cles_api::id.desc()))
        .offset(offset)
        .limit(limit)
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(cle_of).collect())
}

/// Counts the keys.
pub async fn count(conn: &AsyncPgConnection) -> QueryResult<i64> {
    cles_api::table.count().get_result(&mut &*conn).await
}

/// Finds one key.
pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<CleApi>> {
    let row: Option<(CleRow, Option<UtilisateurRow>)> =
        keys!().filter(cles_api::id.eq(id)).first(conn).await.optional()?;
    Ok(row.map(cle_of))
}

/// Revokes a key. Returns true when it was valid.
pub async fn revoke(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let valid = cles_api::table.find(id).filter(cles_api::date_revocation.is_null());
    let revoked = diesel::update(valid).set(cles_api::date_revocation.eq(now)).execute(conn).await?;
    Ok(revoked > 0)
}

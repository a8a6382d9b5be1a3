//! Queries on `seconds_facteurs` and `codes_secours`: the second factors of accounts and their recovery codes.

use chrono::{DateTime, Utc};
use common::IdUtilisateur;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::{codes_secours, seconds_facteurs};

/// A second factor, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = seconds_facteurs)]
pub struct SecondFacteurRow {
    /// Nonce and ciphertext of the TOTP secret.
    pub secret: Vec<u8>,
    /// When the second factor became active; `None` until its first code.
    pub date_activation: Option<DateTime<Utc>>,
}

/// Finds the second factor of an account, active or pending.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
) -> QueryResult<Option<SecondFacteurRow>> {
    let row = seconds_facteurs::table.find(RowId(id_utilisateur)).select(SecondFacteurRow::as_select());
    row.first(conn).await.optional()
}

/// Stores a pending second factor, instead of an earlier pending one. Returns false when one is active.
pub async fn insert_pending(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    secret: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting = seconds_facteurs::table
        .find(RowId(id_utilisateur))
        .filter(seconds_facteurs::date_activation.is_null());
    diesel::delete(waiting).execute(conn).await?;
    let inserted = diesel::insert_into(seconds_facteurs::table)
        .values((
            seconds_facteurs::id_utilisateur.eq(RowId(id_utilisateur)),
            seconds_facteurs::secret.eq(secret),
            seconds_facteurs::date_creation.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(inserted > 0)
}

/// Activates the pending second factor with the code of this time step. Returns false when none is pending.
pub async fn activate(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    step: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting = seconds_facteurs::table
        .find(RowId(id_utilisateur))
        .filter(seconds_facteurs::date_activation.is_null());
    let activated = diesel::update(waiting)
        .set((seconds_facteurs::date_activation.eq(now), seconds_facteurs::dernier_pas.eq(step)))
        .execute(conn)
        .await?;
    Ok(activated > 0)
}

/// Consumes the code of a time step. Returns false when this code or a later one was already used.
pub async fn use_step(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    step: i64,
) -> QueryResult<bool> {
    let unused =
        seconds_facteurs::table.find(RowId(id_utilisateur)).filter(seconds_facteurs::dernier_pas.lt(step));
    let used = diesel::update(unused).set(seconds_facteurs::dernier_pas.eq(step)).execute(conn).await?;
    Ok(used > 0)
}

/// Deletes the second factor of an account and its recovery codes. Returns true when there was one.
pub async fn delete(conn: &mut AsyncPgConnection, id_utilisateur: IdUtilisateur) -> QueryResult<bool> {
    let deleted = diesel::delete(seconds_facteurs::table.find(RowId(id_utilisateur))).execute(conn).await?;
    Ok(deleted > 0)
}

/// Stores the hashes of recovery codes.
pub async fn insert_codes(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    hashes: &[Vec<u8>],
) -> QueryResult<()> {
    let of_person =
        |hash| (codes_secours::id_utilisateur.eq(RowId(id_utilisateur)), codes_secours::code_hash.eq(hash));
    let rows: Vec<_> = hashes.iter().map(of_person).collect();
    diesel::insert_into(codes_secours::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Consumes a recovery code. Returns true when it existed.
pub async fn use_code(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    hash: &[u8],
) -> QueryResult<bool> {
    let used = diesel::delete(codes_secours::table.find((RowId(id_utilisateur), hash))).execute(conn).await?;
    Ok(used > 0)
}

/// Counts the unused recovery codes.
pub async fn count_codes(conn: &mut AsyncPgConnection, id_utilisateur: IdUtilisateur) -> QueryResult<i64> {
    let of_person = codes_secours::table.filter(codes_secours::id_utilisateur.eq(RowId(id_utilisateur)));
    of_person.count().get_result(conn).await
}

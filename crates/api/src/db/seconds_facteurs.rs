//! `seconds_facteurs` and `codes_secours`: second factors of accounts, and their recovery codes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{codes_secours, seconds_facteurs};

/// A second factor, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = seconds_facteurs)]
pub struct SecondFacteurRow {
    /// Nonce and ciphertext.
    pub secret: Vec<u8>,
    /// Since when logins ask for it; none while it waits for its first code.
    pub date_activation: Option<DateTime<Utc>>,
}

/// The second factor of a person, active or not.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
) -> QueryResult<Option<SecondFacteurRow>> {
    let row = seconds_facteurs::table.find(id_utilisateur).select(SecondFacteurRow::as_select());
    row.first(conn).await.optional()
}

/// Keeps a second factor that waits for its first code, instead of one that waited; returns false when one is active.
pub async fn insert_pending(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
    secret: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting =
        seconds_facteurs::table.find(id_utilisateur).filter(seconds_facteurs::date_activation.is_null());
    diesel::delete(waiting).execute(conn).await?;
    let inserted = diesel::insert_into(seconds_facteurs::table)
        .values((
            seconds_facteurs::id_utilisateur.eq(id_utilisateur),
            seconds_facteurs::secret.eq(secret),
            seconds_facteurs::date_creation.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(inserted > 0)
}

/// Activates the second factor that waits, by the code of this step; returns whether one waited.
pub async fn activate(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
    step: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting =
        seconds_facteurs::table.find(id_utilisateur).filter(seconds_facteurs::date_activation.is_null());
    let activated = diesel::update(waiting)
        .set((seconds_facteurs::date_activation.eq(now), seconds_facteurs::dernier_pas.eq(step)))
        .execute(conn)
        .await?;
    Ok(activated > 0)
}

/// Uses the code of a step up; returns false when it, or a later one, was used before.
pub async fn use_step(conn: &mut AsyncPgConnection, id_utilisateur: i64, step: i64) -> QueryResult<bool> {
    let unused = seconds_facteurs::table.find(id_utilisateur).filter(seconds_facteurs::dernier_pas.lt(step));
    let used = diesel::update(unused).set(seconds_facteurs::dernier_pas.eq(step)).execute(conn).await?;
    Ok(used > 0)
}

/// Removes the second factor of a person with its recovery codes; returns whether there was one.
pub async fn delete(conn: &mut AsyncPgConnection, id_utilisateur: i64) -> QueryResult<bool> {
    let deleted = diesel::delete(seconds_facteurs::table.find(id_utilisateur)).execute(conn).await?;
    Ok(deleted > 0)
}

/// Keeps recovery codes by their hashes.
pub async fn insert_codes(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
    hashes: &[Vec<u8>],
) -> QueryResult<()> {
    let of_person =
        |hash| (codes_secours::id_utilisateur.eq(id_utilisateur), codes_secours::code_hash.eq(hash));
    let rows: Vec<_> = hashes.iter().map(of_person).collect();
    diesel::insert_into(codes_secours::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Uses a recovery code up; returns whether it was there.
pub async fn use_code(conn: &mut AsyncPgConnection, id_utilisateur: i64, hash: &[u8]) -> QueryResult<bool> {
    let used = diesel::delete(codes_secours::table.find((id_utilisateur, hash))).execute(conn).await?;
    Ok(used > 0)
}

/// How many recovery codes are left.
pub async fn count_codes(conn: &mut AsyncPgConnection, id_utilisateur: i64) -> QueryResult<i64> {
    let of_person = codes_secours::table.filter(codes_secours::id_utilisateur.eq(id_utilisateur));
    of_person.count().get_result(conn).await
}

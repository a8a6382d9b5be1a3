//! `echecs_authentification`: logins and keys that were refused lately.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::echecs_authentification as echecs;

/// Which failures are counted together.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// Logins to this account from this address.
    AccountAtAddress(&'a [u8], &'a str),
    /// Logins to this account from anywhere.
    Account(&'a [u8]),
    /// Logins from this address to any account.
    LoginsAtAddress(&'a str),
    /// Keys from this address.
    KeysAtAddress(&'a str),
}

/// When the failure number `rank`, counted back from the newest, happened; none when there are fewer of them after `since`.
pub async fn find_newest(
    conn: &mut AsyncPgConnection,
    scope: Scope<'_>,
    rank: i64,
    since: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let recent = echecs::table
        .filter(echecs::date_echec.gt(since))
        .order(echecs::date_echec.desc())
        .offset(rank - 1)
        .select(echecs::date_echec)
        .into_boxed();
    let of = |address| echecs::adresse.eq(address);
    let counted = match scope {
        Scope::AccountAtAddress(account, address) => {
            recent.filter(echecs::compte_hash.eq(account)).filter(of(address))
        }
        Scope::Account(account) => recent.filter(echecs::compte_hash.eq(account)),
        Scope::LoginsAtAddress(address) => {
            recent.filter(echecs::compte_hash.is_not_null()).filter(of(address))
        }
        Scope::KeysAtAddress(address) => recent.filter(echecs::compte_hash.is_null()).filter(of(address)),
    };
    counted.first(conn).await.optional()
}

/// Until the end of the transaction, nobody else holds one of these locks.
pub async fn lock(conn: &mut AsyncPgConnection, mut keys: Vec<i64>) -> QueryResult<()> {
    // Always in the same order: two who need the same ones take turns.
    keys.sort_unstable();
    for key in keys {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key).execute(conn).await?;
    }
    Ok(())
}

/// Writes a failure.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    account: Option<&[u8]>,
    address: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(echecs::table)
        .values((echecs::compte_hash.eq(account), echecs::adresse.eq(address), echecs::date_echec.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the failures of an account from an address.
pub async fn delete(conn: &mut AsyncPgConnection, account: &[u8], address: &str) -> QueryResult<()> {
    let found = echecs::table.filter(echecs::compte_hash.eq(account)).filter(echecs::adresse.eq(address));
    diesel::delete(found).execute(conn).await?;
    Ok(())
}

/// Failures removed at once, at the most.
const PRUNED: i64 = 500;

/// Forgets what happened before `before`, without waiting for somebody who does the same.
pub async fn prune(conn: &mut AsyncPgConnection, before: DateTime<Utc>) -> QueryResult<()> {
    let old: Vec<i64> = echecs::table
        .filter(echecs::date_echec.le(before))
        .select(echecs::id)
        .limit(PRUNED)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    if !old.is_empty() {
        diesel::delete(echecs::table.filter(echecs::id.eq_any(old))).execute(conn).await?;
    }
    Ok(())
}

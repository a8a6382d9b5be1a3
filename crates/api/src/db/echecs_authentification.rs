//! Queries on `echecs_authentification`: recently refused logins and keys.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::echecs_authentification as echecs;

/// The origin of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = echecs)]
pub struct Place {
    /// The IP address, or the identifier of a known browser.
    pub adresse: String,
    /// The network of the address.
    pub reseau: Option<String>,
    /// The wider network around it.
    pub site: Option<String>,
}

impl Place {
    /// Returns the widest known network of the place.
    pub fn widest(&self) -> &str {
        self.site.as_deref().or(self.reseau.as_deref()).unwrap_or(&self.adresse)
    }

    /// Builds a limit for the address and for each known network around it.
    pub fn limits<'a>(
        &'a self,
        [address, network, site]: [i64; 3],
        scope: impl Fn(Area<'a>) -> Scope<'a>,
    ) -> Vec<(Scope<'a>, i64)> {
        let mut limits = vec![(scope(Area::Address(&self.adresse)), address)];
        limits.extend(self.reseau.as_deref().map(|reseau| (scope(Area::Network(reseau)), network)));
        limits.extend(self.site.as_deref().map(|name| (scope(Area::Site(name)), site)));
        limits
    }
}

/// A set of addresses that are counted together.
#[derive(Debug, Clone, Copy)]
pub enum Area<'a> {
    /// One address.
    Address(&'a str),
    /// The network of an address.
    Network(&'a str),
    /// The wider network around it.
    Site(&'a str),
}

/// A set of failures that are counted together.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// Logins to this account from any place.
    Account(&'a [u8]),
    /// Logins to this account from this area.
    AccountAt(&'a [u8], Area<'a>),
    /// Logins to any account from this area.
    LoginsAt(Area<'a>),
    /// n8n keys from this area.
    KeysAt(Area<'a>),
}

/// Returns the date of the failure number `rank`, counted from the newest; `None` when fewer of them happened after
/// `since`.
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
    let (counted, area) = match scope {
        Scope::Account(account) => (recent.filter(echecs::compte_hash.eq(account)), None),
        Scope::AccountAt(account, area) => (recent.filter(echecs::compte_hash.eq(account)), Some(area)),
        Scope::LoginsAt(area) => (recent.filter(echecs::compte_hash.is_not_null()), Some(area)),
        Scope::KeysAt(area) => (recent.filter(echecs::compte_hash.is_null()), Some(area)),
    };
    let counted = match area {
        None => counted,
        Some(Area::Address(name)) => counted.filter(echecs::adresse.eq(name)),
        Some(Area::Network(name)) => counted.filter(echecs::reseau.eq(name)),
        Some(Area::Site(name)) => counted.filter(echecs::site.eq(name)),
    };
    counted.first(conn).await.optional()
}

/// Takes these advisory locks until the end of the transaction.
pub async fn lock(conn: &mut AsyncPgConnection, mut keys: Vec<i64>) -> QueryResult<()> {
    // One order for everybody: two transactions that need the same locks do not deadlock.
    keys.sort_unstable();
    for key in keys {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key).execute(conn).await?;
    }
    Ok(())
}

/// Records a failure.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    account: Option<&[u8]>,
    place: &Place,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(echecs::table)
        .values((echecs::compte_hash.eq(account), place, echecs::date_echec.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes the failures of an account from an address.
pub async fn delete(conn: &mut AsyncPgConnection, account: &[u8], address: &str) -> QueryResult<()> {
    let found = echecs::table.filter(echecs::compte_hash.eq(account)).filter(echecs::adresse.eq(address));
    diesel::delete(found).execute(conn).await?;
    Ok(())
}

/// Maximum number of failures deleted at once.
const PRUNED: i64 = 500;

/// Deletes failures older than `before`. It skips the rows that a concurrent call deletes.
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

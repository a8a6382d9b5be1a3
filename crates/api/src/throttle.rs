//! Slows down whoever guesses passwords or keys: so many failures within a sliding [`WINDOW`], then 429 until the first of
//! them is old enough. Counted in the database, for every instance together.
//!
//! The tight limit is that of an account from one address, so that a stranger who hammers on somebody's account from
//! elsewhere does not lock that person out. That takes ten addresses at once: the limit of an account from anywhere.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementSecurite, Severite};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use ipnet::{IpNet, Ipv6Net};
use sha2::{Digest, Sha256};

use crate::db::echecs_authentification::{self as echecs, Scope};
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::journal_securite::{Client, NewEntree};
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::metrics;
use crate::state::AppState;

/// How long a failure counts.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures of an account from one address.
const ACCOUNT_AT_ADDRESS: i64 = 5;
/// Failures of an account from all addresses.
const ACCOUNT: i64 = 50;
/// Failures of an address with all accounts: a whole school may share one.
const LOGINS_AT_ADDRESS: i64 = 50;

/// Wrong keys of an address.
const KEYS_AT_ADDRESS: i64 = 20;
/// An address that sends wrong keys is in the error journal once in so long.
const JOURNAL_EVERY: TimeDelta = TimeDelta::hours(1);
/// What the error journal calls the part of ours that refuses keys.
const JOURNAL_NAME: &str = "Accès de n8n";

/// An attempt to log in. It counts as a failure from the start, so that many at once are no way around the limit, until
/// [`Attempt::succeeded`] says that it was none.
pub struct Attempt {
    account: Vec<u8>,
    address: String,
}

impl Attempt {
    /// Counts an attempt to log in with this email, which nobody may have.
    ///
    /// # Errors
    /// 429 above a limit, whatever the password: nothing is counted then, so that the wait has an end.
    pub async fn begin(state: &AppState, email: &str, address: IpAddr) -> ApiResult<Self> {
        let attempt = Self { account: Sha256::digest(email.as_bytes()).to_vec(), address: network(address) };
        let mut conn = state.pool.get().await?;
        attempt.check(&mut conn, state.clock.now()).await?;
        let begun =
            conn.transaction::<_, ApiError, _>(async |conn| attempt.count(conn, state.clock.now()).await);
        begun.await?;
        Ok(attempt)
    }

    /// Forgets the failures of this account from this address. Those from elsewhere stay: they are somebody else's.
    pub async fn succeeded(&self, conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
        echecs::delete(conn, &self.account, &self.address).await
    }

    async fn count(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> ApiResult<()> {
        echecs::lock(conn, vec![lock_key(&self.account), lock_key(self.address.as_bytes())]).await?;
        self.check(conn, now).await?;
        echecs::insert(conn, Some(&self.account), &self.address, now).await?;
        Ok(echecs::prune(conn, now - WINDOW).await?)
    }

    async fn check(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> ApiResult<()> {
        let (account, address) = (self.account.as_slice(), self.address.as_str());
        let limits = [
            (Scope::AccountAtAddress(account, address), ACCOUNT_AT_ADDRESS),
            (Scope::Account(account), ACCOUNT),
            (Scope::LoginsAtAddress(address), LOGINS_AT_ADDRESS),
        ];
        match wait(conn, &limits, now).await? {
            Some(wait) => Err(too_many("Trop de tentatives de connexion.", wait)),
            None => Ok(()),
        }
    }
}

/// Counts a wrong key, or a wrong signature, and writes it in the journal of security and in the error journal. A right key never waits: it can't be
/// guessed, and a stranger who shares n8n's address must not keep its callbacks out.
///
/// # Errors
/// 429 above the limit.
pub async fn count_wrong_key(state: &AppState, client: &Client) -> ApiResult<()> {
    tracing::warn!("a wrong API key or signature");
    metrics::wrong_key_refused();
    let (address, now) = (network(client.adresse), state.clock.now());
    let mut conn = state.pool.get().await?;
    check_keys(&mut conn, &address, now).await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        echecs::lock(conn, vec![lock_key(address.as_bytes())]).await?;
        check_keys(conn, &address, now).await?;
        echecs::insert(conn, None, &address, now).await?;
        echecs::prune(conn, now - WINDOW).await?;
        NewEntree::new(EvenementSecurite::CleRefusee, now).from(client).insert(conn).await?;
        Ok(journal_wrong_key(conn, &address, now).await?)
    })
    .await
}

async fn check_keys(conn: &mut AsyncPgConnection, address: &str, now: DateTime<Utc>) -> ApiResult<()> {
    match wait(conn, &[(Scope::KeysAtAddress(address), KEYS_AT_ADDRESS)], now).await? {
        Some(wait) => Err(too_many("Trop de clés refusées.", wait)),
        None => Ok(()),
    }
}

async fn journal_wrong_key(
    conn: &mut AsyncPgConnection,
    address: &str,
    now: DateTime<Utc>,
) -> diesel::QueryResult<()> {
    let entry = NewJournalErreur {
        date_erreur: now,
        nom_workflow: JOURNAL_NAME,
        nom_noeud: None,
        message_erreur: &format!("Clé d’API ou signature refusée, venue de l’adresse {address}."),
        donnees_entree: None,
        severite: Code(Severite::Warning),
        id_conversion: None,
    };
    if !db::journal_erreurs::is_repeated(conn, &entry, now - JOURNAL_EVERY).await? {
        db::journal_erreurs::insert(conn, &entry).await?;
    }
    Ok(())
}

/// How long to wait until every count is below its limit again; none when it is so now.
async fn wait(
    conn: &mut AsyncPgConnection,
    limits: &[(Scope<'_>, i64)],
    now: DateTime<Utc>,
) -> diesel::QueryResult<Option<TimeDelta>> {
    let mut longest = None;
    for (scope, limit) in limits {
        let failed = echecs::find_newest(conn, *scope, *limit, now - WINDOW).await?;
        longest = longest.max(failed.map(|failed| failed + WINDOW - now));
    }
    Ok(longest)
}

fn too_many(what: &str, wait: TimeDelta) -> ApiError {
    let seconds = wait.num_microseconds().unwrap_or_default().unsigned_abs().div_ceil(1_000_000).max(1);
    let detail = format!("{what} Réessayez dans {} min.", seconds.div_ceil(60));
    ApiError::new(ErrorCode::TropDeRequetes, detail).retry_after(seconds)
}

/// What counts as one address: an IPv6 client has a /64 network of them.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Net::new(address, 64)
            .map_or_else(|_| address.to_string(), |net| IpNet::from(net).trunc().to_string()),
    }
}

fn lock_key(name: &[u8]) -> i64 {
    let digest = Sha256::digest(name);
    let mut head = [0; 8];
    head.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::7"), of("2001:db8:0:1:ffff::8"));
        assert_ne!(of("2001:db8:0:1::7"), of("2001:db8:0:2::7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}

//! Slows down whoever guesses passwords or keys: so many failures within a sliding [`WINDOW`], then 429 until the first of
//! them is old enough. Counted in the database, for every instance together.
//!
//! The tight limits are those of an account from one address and from the networks around it, so that a stranger who hammers
//! on somebody's account from elsewhere does not lock that person out. A browser that logged in before has a limit of its
//! own instead of those of the account and the networks: nobody else can use it up.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementSecurite, Severite};
use data_encoding::HEXLOWER;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use ipnet::IpNet;
use sha2::{Digest, Sha256};

use crate::db::echecs_authentification::{self as echecs, Place, Scope};
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::journal_securite::{Client, NewEntree};
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::metrics;
use crate::state::AppState;
use crate::tokens;

/// How long a failure counts.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures of an account from one address, from its network, and from its site. A home line has a /56 at the most, and a
/// tunnel a /48 (RFC 6177).
const ACCOUNT_AT: [i64; 3] = [5, 10, 15];
/// Failures of an account from all addresses.
const ACCOUNT: i64 = 50;
/// Failures of an address, its network, and its site with all accounts: a whole school may share one address.
const LOGINS_AT: [i64; 3] = [50, 100, 200];

/// Wrong keys of an address, its network, and its site.
const KEYS_AT: [i64; 3] = [20, 40, 80];
/// An address that sends wrong keys is in the error journal once in so long.
const JOURNAL_EVERY: TimeDelta = TimeDelta::hours(1);
/// What the error journal calls the part of ours that refuses keys.
const JOURNAL_NAME: &str = "Accès de n8n";

/// Somebody who tries a password.
pub struct Visitor {
    /// The address of the client.
    pub address: IpAddr,
    /// The token of the browser, if it brings one; anybody can make one up.
    pub device: Option<String>,
}

impl From<IpAddr> for Visitor {
    /// Somebody at an address whose browser does not matter.
    fn from(address: IpAddr) -> Self {
        Self { address, device: None }
    }
}

/// An attempt to log in. It counts as a failure from the start, so that many at once are no way around the limit, until
/// [`Attempt::succeeded`] says that it was none.
pub struct Attempt {
    account: Vec<u8>,
    place: Place,
    /// The token of a browser that logged in before, with any account.
    device: Option<String>,
}

impl Attempt {
    /// Counts an attempt to log in with this email, which nobody may have.
    ///
    /// # Errors
    /// 429 above a limit, whatever the password: nothing is counted then, so that the wait has an end.
    pub async fn begin(state: &AppState, email: &str, visitor: Visitor) -> ApiResult<Self> {
        let (mut conn, now) = (state.pool.get().await?, state.clock.now());
        let mut attempt = Self {
            account: Sha256::digest(email.as_bytes()).to_vec(),
            place: place_of(visitor.address),
            device: None,
        };
        if let Some(device) = visitor.device {
            let hash = tokens::token_hash(&device);
            let accounts = db::appareils_connus::find_accounts(&mut conn, &hash, now).await?;
            if accounts.iter().any(|account| account == email) {
                attempt.place = Place { adresse: device_name(&hash), reseau: None, site: None };
            }
            attempt.device = Some(device).filter(|_| !accounts.is_empty());
        }
        attempt.check(&mut conn, now).await?;
        let begun =
            conn.transaction::<_, ApiError, _>(async |conn| attempt.count(conn, state.clock.now()).await);
        begun.await?;
        Ok(attempt)
    }

    /// Forgets the failures of this account from this address. Those from elsewhere stay: they are somebody else's.
    pub async fn succeeded(&self, conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
        echecs::delete(conn, &self.account, &self.place.adresse).await
    }

    /// Makes the browser known for the account; returns its token, which is a new one unless it was known before.
    pub async fn remember_device(
        &self,
        conn: &mut AsyncPgConnection,
        id_utilisateur: i64,
        now: DateTime<Utc>,
    ) -> diesel::QueryResult<String> {
        let device = self.device.clone().unwrap_or_else(tokens::new_token);
        db::appareils_connus::keep(conn, &tokens::token_hash(&device), id_utilisateur, now).await?;
        Ok(device)
    }

    async fn count(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> ApiResult<()> {
        echecs::lock(conn, vec![lock_key(&self.account), lock_key(self.place.widest().as_bytes())]).await?;
        self.check(conn, now).await?;
        echecs::insert(conn, Some(&self.account), &self.place, now).await?;
        Ok(echecs::prune(conn, now - WINDOW).await?)
    }

    async fn check(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> ApiResult<()> {
        let account = self.account.as_slice();
        let mut limits = self.place.limits(ACCOUNT_AT, |area| Scope::AccountAt(account, area));
        // The place of a known browser is in no network.
        if self.place.site.is_some() {
            limits.push((Scope::Account(account), ACCOUNT));
            limits.extend(self.place.limits(LOGINS_AT, Scope::LoginsAt));
        }
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
    let (place, now) = (place_of(client.adresse), state.clock.now());
    let mut conn = state.pool.get().await?;
    check_keys(&mut conn, &place, now).await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        echecs::lock(conn, vec![lock_key(place.widest().as_bytes())]).await?;
        check_keys(conn, &place, now).await?;
        echecs::insert(conn, None, &place, now).await?;
        echecs::prune(conn, now - WINDOW).await?;
        NewEntree::new(EvenementSecurite::CleRefusee, now).from(client).insert(conn).await?;
        Ok(journal_wrong_key(conn, &place.adresse, now).await?)
    })
    .await
}

async fn check_keys(conn: &mut AsyncPgConnection, place: &Place, now: DateTime<Utc>) -> ApiResult<()> {
    match wait(conn, &place.limits(KEYS_AT, Scope::KeysAt), now).await? {
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

/// The networks in which an address is counted. An IPv6 client has a /64 of them; the /56 and the /48 around it belong to
/// one customer. A /24 of IPv4 may be a hundred homes: it has the loosest limit alone.
fn place_of(address: IpAddr) -> Place {
    let around = |length| {
        IpNet::new(address, length).map_or_else(|_| address.to_string(), |net| net.trunc().to_string())
    };
    match address {
        IpAddr::V4(_) => Place { adresse: address.to_string(), reseau: None, site: Some(around(24)) },
        IpAddr::V6(_) => Place { adresse: around(64), reseau: Some(around(56)), site: Some(around(48)) },
    }
}

/// A known browser, in the place of an address.
fn device_name(hash: &[u8]) -> String {
    format!("appareil {}", HEXLOWER.encode(hash))
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
    fn an_address_is_counted_with_its_neighbours() {
        for (address, adresse, reseau, site) in [
            ("203.0.113.7", "203.0.113.7", None, "203.0.113.0/24"),
            ("2001:db8:0:1::7", "2001:db8:0:1::/64", Some("2001:db8::/56"), "2001:db8::/48"),
            ("2001:db8:0:1:ffff::8", "2001:db8:0:1::/64", Some("2001:db8::/56"), "2001:db8::/48"),
            ("2001:db8:0:102::7", "2001:db8:0:102::/64", Some("2001:db8:0:100::/56"), "2001:db8::/48"),
        ] {
            let place = place_of(address.parse().unwrap());
            assert_eq!((place.adresse.as_str(), place.reseau.as_deref()), (adresse, reseau), "{address}");
            assert_eq!(place.site.as_deref(), Some(site), "{address}");
        }
    }
}

//! Limits guesses of passwords and keys: after a number of failures within a sliding [`WINDOW`], requests get a 429
//! until the oldest one has expired. The database counts for all instances.
//!
//! The tight limits apply to an account from one address and its networks, so that a stranger elsewhere cannot lock a
//! person out. A browser that logged in before has its own limit instead of those of the account and the networks,
//! which nobody else can exhaust.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementSecurite, IdUtilisateur, Severite};
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

/// Time during which a failure counts.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Limits of an account from one address, from its network, and from its site. A home line has at most a /56, a
/// tunnel a /48 (RFC 6177).
const ACCOUNT_AT: [i64; 3] = [5, 10, 15];
/// Limit of an account from all addresses.
const ACCOUNT: i64 = 50;
/// Limits of an address, its network, and its site with all accounts: a whole school may share one address.
const LOGINS_AT: [i64; 3] = [50, 100, 200];

/// Limits of wrong keys of an address, its network, and its site.
const KEYS_AT: [i64; 3] = [20, 40, 80];
/// Minimum time between two journal entries about wrong keys of one address.
const JOURNAL_EVERY: TimeDelta = TimeDelta::hours(1);
/// Name, in the error journal, of the part of the service that refuses keys.
const JOURNAL_NAME: &str = "Accès de n8n";

/// The origin of a login attempt.
pub struct Visitor {
    /// IP address of the client.
    pub address: IpAddr,
    /// Token of the browser, if it sends one; a client may forge it.
    pub device: Option<String>,
}

impl From<IpAddr> for Visitor {
    /// Creates the visitor of an address, without a browser.
    fn from(address: IpAddr) -> Self {
        Self { address, device: None }
    }
}

/// A login attempt. It counts as a failure from its start, so that concurrent attempts cannot exceed the limit, until
/// [`Attempt::succeeded`] removes it.
pub struct Attempt {
    account: Vec<u8>,
    place: Place,
    /// Token of a browser that logged in before, with any account.
    device: Option<String>,
}

impl Attempt {
    /// Counts a login attempt with this email, whether or not an account has it.
    ///
    /// # Errors
    /// 429 above a limit, for any password. A refused attempt is not counted, so that the wait ends.
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

    /// Deletes the failures of this account from this address. Failures from elsewhere stay, because another person
    /// may have caused them.
    pub async fn succeeded(&self, conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
        echecs::delete(conn, &self.account, &self.place.adresse).await
    }

    /// Records the browser as known for the account. Returns its token, a new one unless it was known before.
    pub async fn remember_device(
        &self,
        conn: &mut AsyncPgConnection,
        id_utilisateur: IdUtilisateur,
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
        // A known browser belongs to no network.
        if self.place.site.is_some() {
            limits.push((Scope::Account(account), ACCOUNT));
            limits.extend(self.place.limits(LOGINS_AT, Scope::LoginsAt));
        }
        match wait(conn, &limits, now).await? {
            Some(wait) => {
                Err(too_many(("Trop de tentatives de connexion.", "Too many attempts to log in."), wait))
            }
            None => Ok(()),
        }
    }
}

/// Counts a wrong key or signature, and records it in the security journal and in the error journal. A valid key is
/// never delayed: it cannot be guessed, and a stranger who shares n8n's address must not block its callbacks.
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
        Some(wait) => Err(too_many(("Trop de clés refusées.", "Too many refused keys."), wait)),
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

/// Returns the time until every count is below its limit; `None` when all are below it now.
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

fn too_many((french, english): (&str, &str), wait: TimeDelta) -> ApiError {
    let seconds = wait.num_microseconds().unwrap_or_default().unsigned_abs().div_ceil(1_000_000).max(1);
    let minutes = seconds.div_ceil(60);
    let detail =
        (format!("{french} Réessayez dans {minutes} min."), format!("{english} Try again in {minutes} min."));
    ApiError::new(ErrorCode::TropDeRequetes, detail).retry_after(seconds)
}

/// Returns the networks in which an address is counted. An IPv6 client has a /64; the /56 and the /48 around it
/// belong to one customer. A /24 of IPv4 may hold a hundred homes, so it only has the loosest limit.
fn place_of(address: IpAddr) -> Place {
    let around = |length| {
        IpNet::new(address, length).map_or_else(|_| address.to_string(), |net| net.trunc().to_string())
    };
    match address {
        IpAddr::V4(_) => Place { adresse: address.to_string(), reseau: None, site: Some(around(24)) },
        IpAddr::V6(_) => Place { adresse: around(64), reseau: Some(around(56)), site: Some(around(48)) },
    }
}

/// Returns the name of a known browser, which replaces an address.
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

//! The logins that an instance remembers, so that a request seldom asks the database who calls.
//!
//! PostgreSQL announces each change of a login (a trigger sends `NOTIFY`), and the instance then forgets all of them.
//! It uses what it remembers only while its listening connection is known to work: PostgreSQL answers a question on
//! that connection after it has sent the notices of earlier commits, so an answer is a proof for [`LEASE`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use tokio::sync::Notify;

use crate::clock::Stopwatch;
use crate::db::auth_sessions::{Login, TOUCH_EVERY};
use crate::db::remembered_logins;

/// Time after a proof during which logins are used without asking.
pub const LEASE: Duration = Duration::from_millis(300);
/// A use after this time asks for another proof, so that a busy instance always has one.
const RENEW_AFTER: Duration = Duration::from_millis(100);
/// Maximum number of logins: an account has at most 20.
const MOST: usize = 4_096;

/// The logins that this instance remembers. It is cheap to clone.
#[derive(Clone, Default)]
pub struct Logins(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wanted: Notify,
}

#[derive(Default)]
struct State {
    /// By hash of the session token.
    known: HashMap<Vec<u8>, Login>,
    /// Number of changes since the start.
    changes: u64,
    /// When PostgreSQL was last asked for a proof that it gave; `None` without a listening connection.
    proof: Option<Stopwatch>,
    /// True after a change, until the listening connection tells that the instance has forgotten.
    must_tell: bool,
}

/// The state of the logins before a question to the database, so that its answer is not remembered beyond a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before(u64);

impl Logins {
    /// Returns a login that may be used without asking the database.
    pub fn recall(&self, hash: &[u8], now: DateTime<Utc>) -> Option<Login> {
        let state = self.state();
        let age = state.proof.map(|proof| proof.elapsed());
        if age.is_none_or(|age| age >= RENEW_AFTER) {
            self.0.wanted.notify_one();
        }
        if age.is_none_or(|age| age >= LEASE) {
            return None;
        }
        state.known.get(hash).filter(|login| is_current(login, now)).cloned()
    }

    /// Returns the state to give to [`Logins::remember`]. Call it before the question to the database.
    pub fn before(&self) -> Before {
        Before(self.state().changes)
    }

    /// Remembers a login that the database gave, unless one changed since `before`.
    pub fn remember(&self, before: Before, hash: Vec<u8>, login: &Login) {
        let mut state = self.state();
        if state.proof.is_none() || state.changes != before.0 {
            return;
        }
        if state.known.len() >= MOST {
            state.known.clear();
        }
        state.known.insert(hash, login.clone());
    }

    /// Forgets the logins on every instance. Call it after each commit that changed a session, an account or a second
    /// factor, before the response: the change then holds for the next request, whichever instance gets it.
    pub async fn forget_everywhere(&self, conn: &mut AsyncPgConnection) {
        self.state().forget();
        if let Err(error) = remembered_logins::wait_until_forgotten(conn).await {
            tracing::warn!(%error, "an instance did not tell that it has forgotten the logins");
        }
    }

    /// Forgets the logins after a notice. They are not used before the next proof.
    pub(crate) fn heard(&self) {
        let mut state = self.state();
        state.forget();
        state.proof = None;
        state.must_tell = true;
        self.0.wanted.notify_one();
    }

    /// Begins with a new listening connection: the notices from now on arrive.
    pub(crate) fn begin(&self, asked: Stopwatch) {
        let mut state = self.state();
        state.forget();
        state.proof = Some(asked);
    }

    /// Ends with the listening connection: every request asks the database.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.forget();
        state.proof = None;
        state.must_tell = false;
    }

    /// Waits until a proof is wanted. Returns true when the lock must be let go first.
    pub(crate) async fn wanted(&self) -> (Before, bool) {
        self.0.wanted.notified().await;
        let mut state = self.state();
        (Before(state.changes), std::mem::take(&mut state.must_tell))
    }

    /// Records a proof of PostgreSQL, unless a notice arrived since the question.
    pub(crate) fn prove(&self, before: Before, asked: Stopwatch) {
        let mut state = self.state();
        if state.changes == before.0 {
            state.proof = Some(asked);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self) {
        self.known.clear();
        self.changes += 1;
    }
}

/// Returns true until the session ends, or its activity must be recorded.
fn is_current(login: &Login, now: DateTime<Utc>) -> bool {
    now < login.expires && now - login.last_activity < TOUCH_EVERY
}

#[cfg(test)]
mod tests {
    use common::Role;
    use common::auth::Utilisateur;

    use super::*;

    const HASH: &[u8] = b"hash";

    fn noon() -> DateTime<Utc> {
        "2026-11-05T12:00:00Z".parse().unwrap()
    }

    fn login() -> Login {
        Login {
            person: Utilisateur {
                id_utilisateur: 1.into(),
                email: "sophie@ecole.example".to_owned(),
                nom: "Martin".to_owned(),
                prenom: "Sophie".to_owned(),
                role: Role::Admin,
            },
            last_activity: noon(),
            expires: noon() + chrono::TimeDelta::minutes(4),
            verified: None,
            has_second_factor: false,
        }
    }

    fn remembering(age: Duration) -> Logins {
        let logins = Logins::default();
        logins.begin(Stopwatch::started_ago(age));
        logins.remember(logins.before(), HASH.to_vec(), &login());
        logins
    }

    #[test]
    fn a_login_is_used_while_the_proof_is_fresh() {
        assert!(remembering(Duration::ZERO).recall(HASH, noon()).is_some());
        assert!(remembering(LEASE).recall(HASH, noon()).is_none());
        assert!(remembering(Duration::ZERO).recall(b"another", noon()).is_none());
    }

    #[test]
    fn without_a_listening_connection_nothing_is_remembered() {
        let logins = Logins::default();
        logins.remember(logins.before(), HASH.to_vec(), &login());
        assert!(logins.recall(HASH, noon()).is_none());
        let logins = remembering(Duration::ZERO);
        logins.end();
        logins.remember(logins.before(), HASH.to_vec(), &login());
        logins.begin(Stopwatch::start());
        assert!(logins.recall(HASH, noon()).is_none());
    }

    #[test]
    fn a_session_ends_and_its_activity_is_recorded_on_time() {
        let logins = remembering(Duration::ZERO);
        assert!(logins.recall(HASH, login().expires).is_none());
        let mut lasting = login();
        lasting.expires = noon() + chrono::TimeDelta::days(1);
        logins.remember(logins.before(), HASH.to_vec(), &lasting);
        assert!(logins.recall(HASH, login().expires).is_some());
        assert!(logins.recall(HASH, noon() + TOUCH_EVERY).is_none());
    }

    #[test]
    fn an_answer_of_before_a_change_is_not_remembered() {
        let logins = remembering(Duration::ZERO);
        let before = logins.before();
        logins.begin(Stopwatch::start());
        logins.remember(before, HASH.to_vec(), &login());
        assert!(logins.recall(HASH, noon()).is_none());
    }

    #[tokio::test]
    async fn after_a_notice_the_instance_tells_first_and_then_asks_for_a_proof() {
        let logins = remembering(Duration::ZERO);
        logins.heard();
        assert!(logins.recall(HASH, noon()).is_none());
        let (before, must_tell) = logins.wanted().await;
        assert!(must_tell);
        // Another notice comes before the proof, which is then worth nothing.
        logins.heard();
        logins.prove(before, Stopwatch::start());
        logins.remember(logins.before(), HASH.to_vec(), &login());
        assert!(logins.recall(HASH, noon()).is_none());
        let (before, must_tell) = logins.wanted().await;
        assert!(must_tell);
        logins.prove(before, Stopwatch::start());
        logins.remember(logins.before(), HASH.to_vec(), &login());
        assert!(logins.recall(HASH, noon()).is_some());
        assert!(!logins.state().must_tell);
    }
}

//! A running instance on its own port and database, with a stand-in for n8n.

use std::net::TcpListener;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use n8n_sim::{Options, Sim};
use prospects_api::actions::{carry_out, claim_due, expire_overdue};
use prospects_api::clock::Clock;
use prospects_api::config::{Config, Source};
use prospects_api::error::ApiResult;
use prospects_api::notifications;
use prospects_api::rgpd::purge_due;
use prospects_api::sante::ping_due;
use prospects_api::startup::Instance;
use prospects_api::state::AppState;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::client::Client;
use super::data;
use super::db::TestDb;
use super::log::Watched;

/// Key shared with n8n in tests.
pub const API_KEY: &str = "cle-de-test-0123456789-0123456789";
/// Another key of n8n: the former one in a rotation, or an unknown one.
pub const OTHER_KEY: &str = "une-seconde-valeur-0123456789-abcdefgh";
/// Secret that signs webhooks in tests.
pub const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Maximum wait for something asynchronous.
pub const SOON: Duration = Duration::from_secs(20);

/// An instance under test. The clock stands still at [`start_of_time`]; the workers run only on request.
pub struct TestApp {
    /// URL of the instance, `http://127.0.0.1:port`.
    pub url: String,
    /// Database of the instance.
    pub db: TestDb,
    /// Shared state of the handlers; tests move `state.clock`.
    pub state: AppState,
    /// Stand-in for n8n, which records calls; tests set its faults.
    pub n8n: Sim,
    stop: watch::Sender<bool>,
    server: JoinHandle<anyhow::Result<()>>,
    _log: Watched,
}

/// Setup of an instance.
pub struct Setup {
    workers: bool,
    variables: Vec<(&'static str, String)>,
    n8n: Options,
    clock: Clock,
}

/// Returns the instant at which tests start: a Thursday in Paris, 10:00.
pub fn start_of_time() -> DateTime<Utc> {
    "2026-11-05T09:00:00Z".parse().unwrap()
}

impl Setup {
    /// Runs the workers beside the server, as in production.
    pub fn with_workers(mut self) -> Self {
        self.workers = true;
        self
    }

    /// Sets a variable of the configuration.
    pub fn set(mut self, variable: &'static str, value: impl std::fmt::Display) -> Self {
        self.variables.push((variable, value.to_string()));
        self
    }

    /// Uses the machine's clock instead of a manual one. Signatures are verified only then, because they are valid
    /// for five minutes of the machine's time.
    pub fn with_system_clock(mut self) -> Self {
        self.clock = Clock::system();
        self.n8n.webhook_secret = Some(WEBHOOK_SECRET.into());
        self
    }

    /// Sets the clock.
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Starts the instance on its own database.
    pub async fn start(self) -> TestApp {
        let db = TestDb::create().await;
        data::catalogue(&db).await;
        self.start_on(db)
    }

    /// Starts the instance beside a running one, with its database, clock and n8n.
    pub fn beside(self, app: &TestApp) -> TestApp {
        let setup = self.set("N8N_WEBHOOK_BASE_URL", app.n8n.webhook_base_url());
        setup.with_clock(app.state.clock.clone()).start_on(app.db.again())
    }

    /// Starts the instance on this database, for a second instance or a restart.
    pub fn start_on(self, db: TestDb) -> TestApp {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let n8n = Sim::start(self.n8n).unwrap();
        let mut variables = vec![
            ("DATABASE_URL", secrecy::ExposeSecret::expose_secret(&db.config().url).to_owned()),
            ("PUBLIC_URL", url.clone()),
            ("N8N_WEBHOOK_BASE_URL", n8n.webhook_base_url()),
            ("N8N_API_KEY", API_KEY.to_owned()),
            ("N8N_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
            // Tests send their own canaris.
            ("CANARI_INTERVAL_S", "0".to_owned()),
            ("HTTP_WORKERS", "1".to_owned()),
        ];
        variables.extend(self.variables);
        let lookup =
            |name: &str| variables.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        let config = Config::read(&Source::new(&lookup)).unwrap();
        let instance = Instance::on(listener, config, self.clock, self.workers).unwrap();
        let state = instance.state.clone();
        let (_, stop) = instance.handle();
        let server = tokio::spawn(instance.run());
        TestApp { url, db, state, n8n, stop, server, _log: Watched::start() }
    }
}

impl TestApp {
    /// Starts an instance without workers, with a catalogue: tests drive dispatcher and deadlines.
    pub async fn start() -> Self {
        Self::setup().start().await
    }

    /// Returns the setup of an instance without workers, to be adjusted.
    pub fn setup() -> Setup {
        Setup {
            workers: false,
            variables: Vec::new(),
            n8n: Options::new(API_KEY),
            clock: Clock::by_hand(start_of_time()),
        }
    }

    /// Returns a client without a session.
    pub fn anonymous(&self) -> Client {
        let origin = self.state.config.http.public_url.origin();
        Client::new(&self.url).with_origin(origin.ascii_serialization())
    }

    /// Returns the client of an admin, Sophie Martin.
    pub async fn admin(&self) -> Client {
        self.login("sophie@ecole.example", "Sophie", "ADMIN").await
    }

    /// Returns the client of an account with this given name and role, created if needed.
    pub async fn login(&self, email: &str, prenom: &str, role: &str) -> Client {
        data::person(&self.db, email, prenom, role).await;
        let client = self.anonymous();
        client.login(email, data::PASSWORD).await;
        client
    }

    /// Returns the client of n8n.
    pub fn n8n_client(&self) -> Client {
        Client::new(&self.url).with_key(API_KEY)
    }

    /// Returns the client of a program whose key has this name and these scopes.
    pub async fn program(&self, nom: &str, portees: &[impl AsRef<str>]) -> Client {
        let words: Vec<&str> = portees.iter().map(AsRef::as_ref).collect();
        let body = json!({ "nom": nom, "portees": words });
        let created = self.admin().await.post("/api/cles", body).await;
        Client::new(&self.url).with_key(created.expect(201).body["secret"].as_str().unwrap())
    }

    /// Runs one pass of the dispatcher: makes the due calls and waits for their responses.
    pub async fn dispatch(&self) -> Dispatched {
        dispatch_due(&self.state, "test").await.unwrap()
    }

    /// Runs one pass of the canari worker; returns the number of canaris sent.
    pub async fn ping_due(&self) -> usize {
        ping_due(&self.state).await.unwrap()
    }

    /// Runs one pass of the purge worker; returns the number of purged tables.
    pub async fn purge(&self) -> usize {
        purge_due(&self.state, &self.stop.subscribe()).await.unwrap()
    }

    /// Runs one pass of the deadline worker; returns the number of ended actions.
    pub async fn expire(&self) -> usize {
        expire_overdue(&self.state).await.unwrap()
    }

    /// Streams the changes since the last call; returns the number of events.
    pub async fn stream_changes(&self) -> usize {
        notifications::read_once(&self.state).await.unwrap()
    }

    /// Moves the clock.
    pub fn advance(&self, by: TimeDelta) {
        self.state.clock.advance(by);
    }

    /// Stops the instance as SIGTERM does, and returns its database for another one.
    pub async fn stop(self) -> TestDb {
        self.stop.send_replace(true);
        tokio::time::timeout(SOON, self.server).await.expect("the instance stops").unwrap().unwrap();
        self.db
    }
}

/// The result of a dispatcher's pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispatched {
    /// Number of calls made.
    pub calls: usize,
}

/// Runs one pass of a dispatcher: makes the due calls, up to the concurrency limit, and waits for their responses.
pub async fn dispatch_due(state: &AppState, owner: &str) -> ApiResult<Dispatched> {
    let claimed = claim_due(state, &owner.into(), state.config.actions.concurrency).await?;
    join_all(claimed.iter().map(|call| carry_out(state, call))).await;
    Ok(Dispatched { calls: claimed.len() })
}

/// Polls every few milliseconds until `look` returns a value.
pub async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(SOON, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    found.await.expect("it happens soon")
}

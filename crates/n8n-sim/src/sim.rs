//! The stand-in: state, server, life cycle.

use std::collections::HashSet;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use tokio::runtime::{Handle, TryCurrentError};

use crate::auth::Gate;
use crate::callback::Poster;
use crate::connections::Connections;
use crate::faults::{Faults, InvalidFault};
use crate::journal::{Call, Callback, Journal};
use crate::options::Options;
use crate::runs::Runs;
use crate::{TypeAction, control, lock, webhook};

/// Time for requests in progress at shutdown, in seconds.
const SHUTDOWN_S: u64 = 3;

/// State that requests and workflows share.
pub(crate) struct State {
    pub(crate) gate: Gate,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) poster: Poster,
    pub(crate) runs: Runs,
    pub(crate) step_delay: Duration,
    /// `urlRappel` and `webhook-id` of each accepted webhook.
    pub(crate) accepted: Mutex<HashSet<(String, String)>>,
    executions: AtomicU64,
}

impl State {
    fn new(options: Options) -> Result<Self, StartError> {
        Ok(Self {
            gate: Gate::new(options.api_key.clone(), options.webhook_secret.as_ref())?,
            faults: Faults::new(options.default_fault)?,
            journal: Journal::default(),
            poster: Poster::new(options.api_key, options.callback_retry_delay, options.callback_tries)?,
            runs: Runs::new(Handle::try_current()?),
            step_delay: options.step_delay,
            accepted: Mutex::default(),
            executions: AtomicU64::new(1000),
        })
    }

    pub(crate) fn next_execution(&self) -> u64 {
        self.executions.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Resets the state: removes rules, entries and accepted identifiers, and aborts workflows.
    pub(crate) async fn reset(&self) {
        self.runs.abort();
        // An aborted workflow may still be writing its last entry.
        self.runs.idle().await;
        self.faults.clear();
        self.journal.clear();
        lock(&self.accepted).clear();
    }
}

/// The reason why a stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is in use, or belongs to another machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The signing secret is not `whsec_` + base64.
    #[error("the webhook secret is not `whsec_` and base64")]
    Secret(#[from] standardwebhooks::WebhookError),
    /// The default fault is invalid.
    #[error("default fault: {0}")]
    Fault(#[from] InvalidFault),
    /// The HTTP client for callbacks could not be created.
    #[error("client for callbacks: {0}")]
    Client(#[from] reqwest::Error),
    /// [`Sim::start`] was called outside a tokio runtime.
    #[error("not inside a tokio runtime")]
    Runtime(#[from] TryCurrentError),
}

/// A running stand-in; dropping it ends it at once.
pub struct Sim {
    state: Arc<State>,
    server: ServerHandle,
    address: SocketAddr,
    connections: Arc<Connections>,
}

impl Sim {
    /// Starts a stand-in on the current tokio runtime; it accepts webhooks on return.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let listen = options.listen;
        let state = Arc::new(State::new(options)?);
        let listener = TcpListener::bind(listen).map_err(|error| StartError::Listen(listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(listen, error))?;
        let data = web::Data::from(Arc::clone(&state));
        let connections = Arc::new(Connections::default());
        let registry = Arc::clone(&connections);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(webhook::MAX_BODY))
                .configure(control::configure)
                .route("/webhook/{path:.*}", web::post().to(webhook::receive))
                .route("/webhook/{path:.*}", web::route().to(webhook::unknown))
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_S)
        .on_connect(move |connection, data| registry.add(connection, data))
        .listen(listener)
        .map_err(|error| StartError::Listen(listen, error))?
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { state, server: handle, address, connections })
    }

    /// Returns `http://127.0.0.1:port`, without a trailing slash; also the base of the control API.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the value for `N8N_WEBHOOK_BASE_URL`.
    pub fn webhook_base_url(&self) -> String {
        format!("{}/webhook", self.base_url())
    }

    /// Returns the webhook URL of an action type.
    pub fn webhook_url(&self, action: TypeAction) -> String {
        format!("{}/{}", self.webhook_base_url(), action.path())
    }

    /// Returns the rules.
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// Returns the received webhooks, oldest first (the last 10 000).
    pub fn calls(&self) -> Vec<Call> {
        self.state.journal.calls()
    }

    /// Returns the sent callbacks, each attempt separately, oldest first (the last 10 000).
    pub fn callbacks(&self) -> Vec<Callback> {
        self.state.journal.callbacks()
    }

    /// Resets the state: removes rules, entries and accepted identifiers, and aborts workflows.
    pub async fn reset(&self) {
        self.state.reset().await;
    }

    /// Waits until `condition` holds, checking after each call and callback; returns false after `limit`.
    #[must_use = "false means that the condition never held"]
    pub async fn wait_until(&self, limit: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        let mut changes = self.state.journal.subscribe();
        let holds = async {
            while !condition(self) {
                if changes.changed().await.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(limit, holds).await.unwrap_or(false)
    }

    /// Waits until no workflow runs; returns false after `limit`.
    #[must_use = "false means that a workflow is still running"]
    pub async fn wait_idle(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.state.runs.idle()).await.is_ok()
    }

    /// Ends at once: connections are cut, workflows abort, the port refuses connections.
    pub async fn stop(self) {
        self.end().await;
    }

    /// Ends gracefully: refuses new connections, and gives requests and workflows 3 s.
    pub async fn shutdown(self) {
        let requests = self.server.stop(true);
        let workflows = self.wait_idle(Duration::from_secs(SHUTDOWN_S));
        let ((), all_ended) = tokio::join!(requests, workflows);
        if !all_ended {
            tracing::warn!("workflows still running are dropped");
        }
    }

    /// Requests the end; the returned future resolves when the server is gone.
    fn end(&self) -> impl Future<Output = ()> + use<> {
        self.state.runs.abort();
        self.connections.cut_all();
        self.server.stop(false)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        // The call itself sends the request; nothing waits for the end.
        drop(self.end());
    }
}

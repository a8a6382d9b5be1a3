//! The stand-in itself: state, server, life and end.

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

/// Requests being served get this long when the stand-in shuts down, in seconds.
const SHUTDOWN_S: u64 = 3;

/// What every request and every workflow shares.
pub(crate) struct State {
    pub(crate) gate: Gate,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) poster: Poster,
    pub(crate) runs: Runs,
    pub(crate) step_delay: Duration,
    /// `urlRappel` and `webhook-id` of each webhook accepted.
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

    /// As after a start: no rule, no entry, no id accepted, nothing running.
    pub(crate) async fn reset(&self) {
        self.runs.abort();
        // An aborted workflow may still be writing its last line.
        self.runs.idle().await;
        self.faults.clear();
        self.journal.clear();
        lock(&self.accepted).clear();
    }
}

/// Why a stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not one of this machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The signing secret is not `whsec_` + base64.
    #[error("the webhook secret is not `whsec_` and base64")]
    Secret(#[from] standardwebhooks::WebhookError),
    /// The default fault makes no sense.
    #[error("default fault: {0}")]
    Fault(#[from] InvalidFault),
    /// The client for callbacks could not be made.
    #[error("client for callbacks: {0}")]
    Client(#[from] reqwest::Error),
    /// [`Sim::start`] was called outside a tokio runtime.
    #[error("not inside a tokio runtime")]
    Runtime(#[from] TryCurrentError),
}

/// A stand-in that runs; dropping it ends it at once.
pub struct Sim {
    state: Arc<State>,
    server: ServerHandle,
    address: SocketAddr,
    connections: Arc<Connections>,
}

impl Sim {
    /// Starts a stand-in on the current tokio runtime; it takes webhooks when this returns.
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

    /// `http://127.0.0.1:port`, without a slash at the end; the control API is under it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The value for `N8N_WEBHOOK_BASE_URL`.
    pub fn webhook_base_url(&self) -> String {
        format!("{}/webhook", self.base_url())
    }

    /// The webhook of one action.
    pub fn webhook_url(&self, action: TypeAction) -> String {
        format!("{}/{}", self.webhook_base_url(), action.path())
    }

    /// The rules in force.
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// The webhooks received, oldest first (the last 10 000).
    pub fn calls(&self) -> Vec<Call> {
        self.state.journal.calls()
    }

    /// The callbacks posted, each try on its own, oldest first (the last 10 000).
    pub fn callbacks(&self) -> Vec<Callback> {
        self.state.journal.callbacks()
    }

    /// As after a start: no rule, no entry, no `webhook-id` accepted; workflows that run are ended.
    pub async fn reset(&self) {
        self.state.reset().await;
    }

    /// Waits until `condition` holds, looking again after each call and each callback; false after `limit`.
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

    /// Waits until no workflow runs; false after `limit`.
    #[must_use = "false means that a workflow is still running"]
    pub async fn wait_idle(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.state.runs.idle()).await.is_ok()
    }

    /// Ends at once: connections are cut, workflows stop where they stand, the port refuses.
    pub async fn stop(self) {
        self.end().await;
    }

    /// Ends with care: takes no more connections, lets requests and workflows end within 3 s.
    pub async fn shutdown(self) {
        let requests = self.server.stop(true);
        let workflows = self.wait_idle(Duration::from_secs(SHUTDOWN_S));
        let ((), all_ended) = tokio::join!(requests, workflows);
        if !all_ended {
            tracing::warn!("workflows still running are dropped");
        }
    }

    /// Asks for the end; what is given back resolves when the server is gone.
    fn end(&self) -> impl Future<Output = ()> + use<> {
        self.state.runs.abort();
        self.connections.cut_all();
        self.server.stop(false)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        // The request is sent by the call itself; there is nobody to wait for the end.
        drop(self.end());
    }
}

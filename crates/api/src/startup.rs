//! Starts an instance from its configuration, and stops it gracefully.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, web};
use anyhow::Context as _;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing_actix_web::TracingLogger;

use crate::clock::Clock;
use crate::config::Config;
use crate::connections::{self, Bounds, Connections};
use crate::error::{ApiError, ApiResult};
use crate::group_commit::GroupCommit;
use crate::http::middleware::{RequestSpan, finish};
use crate::http::spa::Spa;
use crate::http::{docs, gate, headers, methods, parameters, path, problems};
use crate::lifecycle::{Gate, Pulses};
use crate::logins::Logins;
use crate::metrics::Metrics;
use crate::n8n::N8nClient;
use crate::notifications::{Hub, Wake};
use crate::passwords::Blocklist;
use crate::readings::Readings;
use crate::secrets::Mask;
use crate::standby::Standby;
use crate::state::AppState;
use crate::{db, routes, sante, workers};

/// Time for requests in progress to finish at shutdown.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for workers to stop at shutdown, while requests finish.
const WORKERS_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum number of connections to the metrics port: Prometheus needs one.
const METRICS_CONNECTIONS: usize = 64;
/// Interval between two checks of a database that lacks migrations.
const MIGRATIONS_POLL: Duration = Duration::from_secs(1);
/// A listening instance.
pub struct Instance {
    /// Actual address, with the port chosen when the configuration says 0.
    pub address: SocketAddr,
    /// State that handlers and workers share.
    pub state: AppState,
    server: Server,
    /// Server of the metrics port, which requires no key.
    metrics: Option<Server>,
    stop: watch::Sender<bool>,
    workers: JoinSet<()>,
}

impl Instance {
    /// Opens the configured port. [`Instance::run`] then serves requests; once the database is available, workers
    /// start and the gate opens.
    pub fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let address = config.http.listen_addr;
        let listener = TcpListener::bind(address).with_context(|| format!("LISTEN_ADDR {address}"))?;
        Self::build(listener, config, clock)
    }

    /// Starts on an open listener with an available database, for tests that drive the workers by hand.
    pub fn on(
        listener: TcpListener,
        config: Config,
        clock: Clock,
        with_workers: bool,
    ) -> anyhow::Result<Self> {
        let mut instance = Self::build(listener, config, clock)?;
        instance.state.gate.open();
        if with_workers {
            instance.workers = workers::start(&instance.state, &instance.stop.subscribe());
        }
        Ok(instance)
    }

    fn build(listener: TcpListener, config: Config, clock: Clock) -> anyhow::Result<Self> {
        let pool = db::pool(&config.database);
        let state = AppState {
            standby: Standby::new(&pool, config.standby.as_ref()),
            pool,
            worker_pool: db::worker_pool(&config.database),
            logins: Logins::default(),
            readings: Readings::default(),
            deliveries: GroupCommit::default(),
            starts: GroupCommit::default(),
            probe: db::probe(&config.database),
            blocklist: Blocklist::open(config.passwords.blocklist.as_deref())?,
            mask: Mask::new(&config),
            n8n: N8nClient::new(&config)?,
            hub: Arc::new(Hub::new()),
            wake: Wake::new(),
            gate: Gate::default(),
            metrics: Metrics::new(config.version)?,
            pulses: Pulses::default(),
            config: Arc::new(config),
            clock,
        };
        let (stop, stopped) = watch::channel(false);
        let address = listener.local_addr()?;
        let connections = Connections::new(&state.config.http);
        let server = server(&state, listener, &connections, &stopped)?;
        let metrics = state.config.http.metrics_addr;
        let metrics = metrics.map(|address| metrics_server(&state, address, &connections)).transpose()?;
        Ok(Self { address, state, server, metrics, stop, workers: JoinSet::new() })
    }

    /// Returns the handles that stop the instance.
    pub fn handle(&self) -> (ServerHandle, watch::Sender<bool>) {
        (self.server.handle(), self.stop.clone())
    }

    /// Serves until a signal or a handle stops it: streams close, requests finish, leases are released.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self { address, state, server, metrics, stop, workers } = self;
        // Runs until the process ends, so that metrics stay readable during shutdown.
        let _metrics = metrics.map(tokio::spawn);
        let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(stop_when_told(signals, stop.clone(), Arc::clone(&state.hub), server.handle()));
        tracing::info!(%address, "listening");
        let serve = async {
            let served = server.await;
            stop.send_replace(true);
            served
        };
        let (served, worked) = tokio::join!(serve, work(&state, &stop, workers));
        tracing::info!("stopped");
        served?;
        worked
    }
}

/// Waits for a signal or a handle, then ends streams and requests. Later signals change nothing.
async fn stop_when_told(
    (mut terminate, mut interrupt): (Signal, Signal),
    stop: watch::Sender<bool>,
    hub: Arc<Hub>,
    server: ServerHandle,
) {
    let mut stopped = stop.subscribe();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = stopped.wait_for(|stop| *stop) => {}
    }
    tracing::info!("stopping");
    stop.send_replace(true);
    // Streams never finish by themselves.
    hub.close();
    server.stop(true).await;
}

/// Runs the workers, once the database is available, until the instance stops. Wrong database settings stop the
/// instance.
async fn work(state: &AppState, stop: &watch::Sender<bool>, mut workers: JoinSet<()>) -> anyhow::Result<()> {
    let mut stopped = stop.subscribe();
    if !state.gate.is_open() {
        tokio::select! {
            there = wait_for_database(state) => {
                if let Err(error) = there {
                    stop.send_replace(true);
                    return Err(error);
                }
                workers = workers::start(state, &stop.subscribe());
                state.gate.open();
            }
            _ = stopped.wait_for(|stop| *stop) => return Ok(()),
        }
    }
    let _ = stopped.wait_for(|stop| *stop).await;
    let ended = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(WORKERS_TIMEOUT, ended).await.is_err() {
        tracing::warn!("workers did not stop in time: their leases end by themselves");
    }
    Ok(())
}

/// Waits until the database responds and has every migration; fails when waiting cannot help.
async fn wait_for_database(state: &AppState) -> anyhow::Result<()> {
    let config = &state.config.database;
    loop {
        let mut conn =
            db::connect::wait(config, |error| tracing::warn!(%error, "waiting for the database")).await?;
        let Err(error) = wait_for_migrations(&mut conn).await else {
            tracing::info!("the database is there");
            tell_missing_key(state).await;
            return Ok(());
        };
        tracing::warn!(%error, "the database did not tell its migrations");
        tokio::time::sleep(MIGRATIONS_POLL).await;
    }
}

/// Waits until every migration is applied.
async fn wait_for_migrations(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    let mut known = 0;
    loop {
        let lacking = db::migrations::count_lacking(conn).await?;
        if lacking == 0 {
            return Ok(());
        }
        if lacking != known {
            tracing::warn!("the database lacks {lacking} migration(s): run `prospects-api migrate`");
            known = lacking;
        }
        tokio::time::sleep(MIGRATIONS_POLL).await;
    }
}

/// Logs that the opposition list has no key: once, because every action that contacts a person reads the list.
async fn tell_missing_key(state: &AppState) {
    let rgpd = &state.config.rgpd;
    if rgpd.hmac_key.is_some() {
        return;
    }
    let is_readable = async {
        let mut conn = state.pool.get().await?;
        ApiResult::Ok(sante::is_opposition_readable(&mut conn, rgpd).await?)
    };
    match is_readable.await {
        Ok(true) => tracing::warn!("RGPD_HMAC_KEY is not set: nobody can be put on the opposition list"),
        Ok(false) => {
            tracing::error!(
                "RGPD_HMAC_KEY is not set and somebody is on the opposition list: nobody is let in"
            );
        }
        Err(error) => tracing::warn!(error = error.cause(), "the opposition list could not be read"),
    }
}

fn server(
    state: &AppState,
    listener: TcpListener,
    connections: &Connections,
    stopped: &watch::Receiver<bool>,
) -> anyhow::Result<Server> {
    let spa = state.config.http.spa_dir.as_deref().map(Spa::load).transpose()?.map(web::Data::new);
    let data = web::Data::new(state.clone());
    let stopped = web::Data::new(stopped.clone());
    let http = state.config.http.clone();
    let workers = http
        .workers
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, std::num::NonZero::get));
    methods::prepare();
    let app = move || {
        let app = App::new().app_data(data.clone()).app_data(stopped.clone()).configure(routes::api);
        let app = match &spa {
            Some(spa) => app.app_data(spa.clone()),
            None => app,
        };
        app.configure(docs::configure)
            .service(problems::explain)
            .default_service(web::to(elsewhere))
            .wrap(from_fn(parameters::keep))
            .wrap(from_fn(methods::keep))
            .wrap(from_fn(methods::head))
            .wrap(from_fn(gate::keep))
            .wrap(from_fn(headers::limit))
            .wrap(cors(&http.cors_origins))
            .wrap(from_fn(finish))
            .wrap(TracingLogger::<RequestSpan>::new())
            .wrap(from_fn(headers::protect))
            .wrap(from_fn(connections::hold))
    };
    let bounds = Bounds {
        workers,
        connections: state.config.http.max_connections.div_ceil(workers),
        stop_timeout: STOP_TIMEOUT,
    };
    Ok(connections::serve(listener, connections, &bounds, app)?)
}

/// Serves `GET /metrics` alone, on a separate port.
fn metrics_server(
    state: &AppState,
    address: SocketAddr,
    connections: &Connections,
) -> anyhow::Result<Server> {
    let listener = TcpListener::bind(address).with_context(|| format!("METRICS_ADDR {address}"))?;
    tracing::info!(address = %listener.local_addr()?, "metrics");
    let data = web::Data::new(state.clone());
    let app = move || {
        App::new()
            .app_data(data.clone())
            .route("/metrics", web::get().to(routes::service::scrape))
            .wrap(from_fn(methods::head))
            .wrap(from_fn(connections::hold))
    };
    let bounds = Bounds { workers: 1, connections: METRICS_CONNECTIONS, stop_timeout: STOP_TIMEOUT };
    Ok(connections::serve(listener, connections, &bounds, app)?)
}

/// Allows no cross-origin requests unless `CORS_ORIGINS` names an SPA hosted elsewhere.
fn cors(origins: &[String]) -> Cors {
    origins
        .iter()
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .supports_credentials()
        .allowed_methods(["GET", "POST", "PATCH", "PUT", "DELETE"])
        .allowed_headers(["content-type", "idempotency-key", "if-match", "last-event-id"])
        .expose_headers(["etag", "location", "retry-after", "x-request-id"])
}

/// Handles paths without a route: 405 when the path has other methods, then a file or the page of the SPA, else 404.
async fn elsewhere(request: HttpRequest, spa: Option<web::Data<Spa>>) -> ApiResult<HttpResponse> {
    if let Some(refusal) = methods::refusal(&request) {
        return Ok(refusal);
    }
    let path = path::decoded(&request);
    let own = ["/api", "/sante", "/metrics", "/problemes"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let page = spa.filter(|_| !own && *request.method() == Method::GET).and_then(|spa| spa.serve(&request));
    page.ok_or_else(|| ApiError::not_found("Cette adresse"))
}

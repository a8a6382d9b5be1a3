//! A pool of PostgreSQL connections that gives each runtime its own connections first.
//!
//! Each HTTP worker has a runtime of its own, and a task of the runtime that opened a connection reads and writes its
//! socket. A statement on a connection of another runtime wakes a second thread twice, which costs more than the
//! statement.

use std::collections::VecDeque;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection as _, AsyncPgConnection, TransactionManager as _,
};
use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pipeline::Pipelines;
use super::traffic::Traffic;
use super::{ANSWER, connect, session};
use crate::clock::Stopwatch;
use crate::config::DatabaseConfig;
use crate::error::ApiError;

/// Maximum time that a request waits for a connection before it answers 503.
const WAIT: Duration = Duration::from_secs(30);
/// After this time, a waiting caller goes before the callers of the runtime that opened the connection.
const OWN_FIRST: Duration = Duration::from_millis(50);
/// A connection that was idle for longer answers `SELECT 1` before its next use: a network can lose it silently. One
/// that its runtime did not use for longer is replaced when another runtime needs it.
const TRUSTED_FOR: Duration = Duration::from_secs(10);

/// The pool of connections to PostgreSQL. It is cheap to clone.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    config: DatabaseConfig,
    size: usize,
    state: Mutex<State>,
    pipelines: Pipelines,
}

#[derive(Default)]
struct State {
    /// Number of permits, at most `size`.
    in_use: usize,
    /// Connections that are not in use, the last used one at the end.
    idle: Vec<Connection>,
    /// Callers that wait for a permit, in the order of their arrival. There are none while a permit is free.
    waiting: VecDeque<Waiter>,
}

/// A caller that waits for a permit.
struct Waiter {
    home: Id,
    since: Stopwatch,
    turn: oneshot::Sender<Permit>,
}

/// An open connection.
struct Connection {
    conn: AsyncPgConnection,
    /// The runtime that reads and writes the socket.
    home: Id,
    /// The task that reads and writes the socket; it ends when PostgreSQL closes the connection.
    task: JoinHandle<()>,
    traffic: Arc<Traffic>,
    /// Time since the last use.
    idle_for: Stopwatch,
    /// Time since the last use by the home runtime.
    left_for: Stopwatch,
}

/// A connection in use. It returns to the pool when it is dropped.
pub struct Pooled {
    /// `None` only inside `drop`.
    connection: Option<Connection>,
    permit: Permit,
}

/// The right to use one connection.
struct Permit {
    pool: Arc<Shared>,
    /// The runtime whose callers get the permit next: that of the used connection.
    home: Id,
}

/// Use of the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Maximum number of open connections.
    pub maximum: usize,
    /// Number of connections in use.
    pub in_use: usize,
    /// Number of open connections that are not in use.
    pub idle: usize,
    /// Number of callers that wait for a connection.
    pub waiting: usize,
}

/// The reason why the pool gives no connection.
#[derive(Debug)]
pub enum PoolError {
    /// All connections stay in use.
    Busy,
    /// PostgreSQL does not answer.
    Silent,
    /// PostgreSQL refuses a connection.
    Refused(ConnectionError),
    /// The reads before this one took too long.
    Late,
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => write!(f, "no free database connection within {} s", WAIT.as_secs()),
            Self::Silent => write!(f, "no new database connection within {} s", ANSWER.as_secs()),
            Self::Refused(error) => error.fmt(f),
            Self::Late => write!(f, "no response to a read within the time of a statement"),
        }
    }
}

impl std::error::Error for PoolError {}

impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        Self::unavailable(error)
    }
}

impl Pool {
    /// Creates a pool of at most `size` connections, which open on first use.
    pub(super) fn new(config: DatabaseConfig, size: usize) -> Self {
        Self(Arc::new(Shared { config, size, state: Mutex::default(), pipelines: Pipelines::default() }))
    }

    /// Returns an idle connection, or opens a new one.
    ///
    /// A connection that PostgreSQL closed in the meantime is replaced, so a restart of PostgreSQL fails no later
    /// request.
    pub async fn get(&self) -> Result<Pooled, PoolError> {
        let mut permit = self.permit().await?;
        while let Some(connection) = self.0.take_idle() {
            if connection.is_usable().await {
                permit.home = connection.home;
                return Ok(Pooled { connection: Some(connection), permit });
            }
        }
        let opened = tokio::time::timeout(ANSWER, Connection::open(&self.0.config)).await;
        let connection = opened.map_err(|_| PoolError::Silent)?.map_err(PoolError::Refused)?;
        Ok(Pooled { connection: Some(connection), permit })
    }

    /// Returns the use of the pool.
    pub fn status(&self) -> Status {
        let state = self.0.state();
        Status {
            maximum: self.0.size,
            in_use: state.in_use,
            idle: state.idle.len(),
            waiting: state.waiting.iter().filter(|waiter| !waiter.turn.is_closed()).count(),
        }
    }

    /// Returns the connections that short reads share.
    pub(super) fn pipelines(&self) -> &Pipelines {
        &self.0.pipelines
    }

    /// Returns the maximum time that a statement may take.
    pub(super) fn statement_timeout(&self) -> Duration {
        self.0.config.statement_timeout
    }

    /// Returns true when a caller has waited for a connection for this time.
    pub(super) fn has_waiter(&self, patience: Duration) -> bool {
        let mut state = self.0.state();
        state.forget_closed();
        state.waiting.front().is_some_and(|first| first.since.elapsed() >= patience)
    }

    /// Returns a permit at once, or waits for one.
    async fn permit(&self) -> Result<Permit, PoolError> {
        let home = Handle::current().id();
        let next = {
            let mut state = self.0.state();
            if state.in_use < self.0.size {
                state.in_use += 1;
                return Ok(Permit { pool: Arc::clone(&self.0), home });
            }
            let (turn, next) = oneshot::channel();
            state.waiting.push_back(Waiter { home, since: Stopwatch::start(), turn });
            next
        };
        tokio::time::timeout(WAIT, next).await.ok().and_then(Result::ok).ok_or(PoolError::Busy)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an idle connection: the last used one of this runtime, or the oldest of another runtime when the pool may
    /// open no more. The caller has a permit, which counts as a connection in use.
    fn take_idle(&self) -> Option<Connection> {
        let here = Handle::current().id();
        let State { in_use, idle, .. } = &mut *self.state();
        if let Some(own) = idle.iter().rposition(|connection| connection.home == here) {
            return Some(idle.remove(own));
        }
        let is_full = idle.len() + *in_use > self.size;
        (is_full && !idle.is_empty()).then(|| idle.remove(0))
    }
}

impl State {
    /// Returns the next caller. Callers of the runtime `home` go first, because waking another thread costs more than a
    /// short statement. A caller that has waited for `own_first` goes before them.
    fn next(&mut self, home: Id, own_first: Duration) -> Option<Waiter> {
        self.forget_closed();
        let has_waited = self.waiting.front()?.since.elapsed() >= own_first;
        let own = || self.waiting.iter().position(|waiter| waiter.home == home && !waiter.turn.is_closed());
        let place = if has_waited { 0 } else { own().unwrap_or(0) };
        self.waiting.remove(place)
    }

    /// Removes the first callers if they gave up.
    fn forget_closed(&mut self) {
        while self.waiting.front().is_some_and(|first| first.turn.is_closed()) {
            self.waiting.pop_front();
        }
    }
}

impl Connection {
    /// Opens a connection with a statement timeout.
    async fn open(config: &DatabaseConfig) -> ConnectionResult<Self> {
        let refused = |error| {
            ConnectionError::BadConnection(connect::ConnectError::refused(config, &error).to_string())
        };
        let (client, socket) = connect::open(&config.client, &config.tls).await.map_err(refused)?;
        let task = tokio::spawn(async move {
            if let Err(error) = socket.await {
                tracing::debug!(%error, "a database connection ended");
            }
        });
        let mut conn = AsyncPgConnection::try_from(client).await?;
        let limited = session::limit_statements(&mut conn, config.statement_timeout).await;
        limited.map_err(ConnectionError::CouldntSetupConfiguration)?;
        let traffic = Arc::new(Traffic::new());
        let noted = Arc::clone(&traffic);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| noted.note(&event));
        let home = Handle::current().id();
        let (idle_for, left_for) = (Stopwatch::start(), Stopwatch::start());
        Ok(Self { conn, home, task, traffic, idle_for, left_for })
    }

    /// Returns true when the connection can be used again: no open transaction, no abandoned statement.
    fn is_clean(&mut self) -> bool {
        !self.task.is_finished()
            && self.traffic.is_complete()
            && !AnsiTransactionManager::is_broken_transaction_manager(&mut self.conn)
    }

    /// Returns false when PostgreSQL closed the connection, or does not answer. Also returns false for a connection of
    /// another runtime that did not use it for [`TRUSTED_FOR`], so that connections move to the runtimes that need them.
    async fn is_usable(&self) -> bool {
        let is_abandoned = !self.is_at_home() && self.left_for.elapsed() >= TRUSTED_FOR;
        if self.task.is_finished() || is_abandoned {
            return false;
        }
        let is_rested = self.idle_for.elapsed() >= TRUSTED_FOR;
        let has_failed = self.traffic.take_failure();
        !(is_rested || has_failed) || self.answers().await
    }

    /// Returns true when the caller runs on the runtime that opened the connection.
    fn is_at_home(&self) -> bool {
        Handle::try_current().is_ok_and(|here| here.id() == self.home)
    }

    async fn answers(&self) -> bool {
        tokio::time::timeout(ANSWER, session::ask(&self.conn)).await.is_ok_and(|answer| answer.is_ok())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Without it, the task would wait for the responses of abandoned statements.
        self.task.abort();
    }
}

impl Pooled {
    /// Returns true when PostgreSQL did not close the connection, and answered on it within `silence`.
    pub(super) fn has_answered(&self, silence: Duration) -> bool {
        let works = |one: &Connection| !one.task.is_finished() && one.traffic.has_answered(silence);
        self.connection.as_ref().is_some_and(works)
    }

    /// Returns the statements of the connection; `None` only inside `drop`.
    pub(super) fn traffic(&self) -> Option<&Traffic> {
        self.connection.as_ref().map(|connection| &*connection.traffic)
    }
}

impl Deref for Pooled {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        match &self.connection {
            Some(connection) => &connection.conn,
            None => unreachable!("only `drop` takes it"),
        }
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        match &mut self.connection {
            Some(connection) => &mut connection.conn,
            None => unreachable!("only `drop` takes it"),
        }
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if connection.is_clean() {
            connection.idle_for = Stopwatch::start();
            if connection.is_at_home() {
                connection.left_for = Stopwatch::start();
            }
            self.permit.pool.state().idle.push(connection);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let next = {
            let mut state = self.pool.state();
            let next = state.next(self.home, OWN_FIRST);
            if next.is_none() {
                state.in_use -= 1;
            }
            next
        };
        if let Some(Waiter { home, turn, .. }) = next {
            // A caller that gives up at this moment returns its permit, which then goes to the next one.
            let _ = turn.send(Permit { pool: Arc::clone(&self.pool), home });
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Builder;

    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn a_pool_without_a_connection_answers_503() {
        let full = ConnectionError::BadConnection("sorry, too many clients already".to_owned());
        for error in [PoolError::Busy, PoolError::Silent, PoolError::Late, PoolError::Refused(full)] {
            let shown = error.to_string();
            assert_eq!(ApiError::from(error).code, ErrorCode::ServiceIndisponible, "{shown}");
        }
    }

    #[tokio::test]
    async fn a_permit_stays_on_its_runtime_unless_another_one_has_waited_for_long() {
        let other = Builder::new_current_thread().build().unwrap();
        let (here, elsewhere) = (Handle::current().id(), other.handle().id());
        let (mut state, mut turns) = (State::default(), Vec::new());
        for home in [elsewhere, here, elsewhere, here] {
            let (turn, next) = oneshot::channel();
            state.waiting.push_back(Waiter { home, since: Stopwatch::start(), turn });
            turns.push(next);
        }
        // The first caller of this runtime gave up.
        turns.remove(1);
        let mut next = |own_first| state.next(here, own_first).map(|waiter| waiter.home == here);
        assert_eq!(next(Duration::MAX), Some(true));
        assert_eq!(next(Duration::MAX), Some(false));
        assert_eq!(next(Duration::ZERO), Some(false));
        assert_eq!(next(Duration::ZERO), None);
        other.shutdown_background();
    }
}

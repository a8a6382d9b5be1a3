//! A pool of PostgreSQL connections that gives each runtime its own connections first.
//!
//! Each HTTP worker has a runtime of its own, and a task of the runtime that opened a connection reads and writes its
//! socket. A statement on a connection of another runtime wakes a second thread twice, which costs more than the
//! statement.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection as _, AsyncPgConnection, TransactionManager as _,
};
use tokio::runtime::{Handle, Id};
use tokio::sync::{Semaphore, TryAcquireError};
use tokio::task::JoinHandle;

use super::{ANSWER, connect, session};
use crate::clock::Stopwatch;
use crate::config::DatabaseConfig;
use crate::error::ApiError;

/// Maximum time that a request waits for a connection before it answers 503.
const WAIT: Duration = Duration::from_secs(30);
/// A connection that was idle for longer answers `SELECT 1` before its next use: a network can lose it silently.
const TRUSTED_FOR: Duration = Duration::from_secs(10);

/// The pool of connections to PostgreSQL. It is cheap to clone.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    config: DatabaseConfig,
    size: usize,
    /// One permit per connection that may be in use.
    permits: Semaphore,
    waiting: AtomicUsize,
    /// Connections that are not in use, the last used one at the end.
    idle: Mutex<Vec<Connection>>,
}

/// An open connection.
struct Connection {
    conn: AsyncPgConnection,
    /// The runtime that reads and writes the socket.
    home: Id,
    /// The task that reads and writes the socket; it ends when PostgreSQL closes the connection.
    task: JoinHandle<()>,
    /// Number of statements without a response. A request that its client abandons leaves some.
    running: Arc<AtomicIsize>,
    /// True when a statement failed since the connection last answered. PostgreSQL reports that it ends a connection
    /// some time before it closes the socket.
    failed: Arc<AtomicBool>,
    /// Time since the last use.
    idle_for: Stopwatch,
}

/// A connection in use. It returns to the pool when it is dropped.
pub struct Pooled {
    /// `None` only inside `drop`.
    connection: Option<Connection>,
    permit: Permit,
}

/// The right to use one connection.
struct Permit(Arc<Shared>);

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
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => write!(f, "no free database connection within {} s", WAIT.as_secs()),
            Self::Silent => write!(f, "no new database connection within {} s", ANSWER.as_secs()),
            Self::Refused(error) => error.fmt(f),
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
        Self(Arc::new(Shared {
            config,
            size,
            permits: Semaphore::new(size),
            waiting: AtomicUsize::new(0),
            idle: Mutex::default(),
        }))
    }

    /// Returns an idle connection, or opens a new one.
    ///
    /// A connection that PostgreSQL closed in the meantime is replaced, so a restart of PostgreSQL fails no later
    /// request.
    pub async fn get(&self) -> Result<Pooled, PoolError> {
        let permit = self.permit().await?;
        while let Some(connection) = self.0.take_idle() {
            if connection.is_usable().await {
                return Ok(Pooled { connection: Some(connection), permit });
            }
        }
        let opened = tokio::time::timeout(ANSWER, Connection::open(&self.0.config)).await;
        let connection = opened.map_err(|_| PoolError::Silent)?.map_err(PoolError::Refused)?;
        Ok(Pooled { connection: Some(connection), permit })
    }

    /// Returns the use of the pool.
    pub fn status(&self) -> Status {
        Status {
            maximum: self.0.size,
            in_use: self.0.in_use(),
            idle: self.0.idle().len(),
            waiting: self.0.waiting.load(Ordering::Relaxed),
        }
    }

    async fn permit(&self) -> Result<Permit, PoolError> {
        let acquired = match self.0.permits.try_acquire() {
            Err(TryAcquireError::NoPermits) => {
                let _waiting = Waiting::count(&self.0.waiting);
                let acquired = tokio::time::timeout(WAIT, self.0.permits.acquire()).await;
                acquired.map_err(|_| PoolError::Busy)?.map_err(|_| PoolError::Busy)?
            }
            acquired => acquired.map_err(|_| PoolError::Busy)?,
        };
        acquired.forget();
        Ok(Permit(Arc::clone(&self.0)))
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_use(&self) -> usize {
        self.size.saturating_sub(self.permits.available_permits())
    }

    /// Takes an idle connection: the last used one of this runtime, or the oldest of another runtime when the pool may
    /// open no more. The caller has a permit, which counts as a connection in use.
    fn take_idle(&self) -> Option<Connection> {
        let here = Handle::current().id();
        let mut idle = self.idle();
        if let Some(own) = idle.iter().rposition(|connection| connection.home == here) {
            return Some(idle.remove(own));
        }
        let is_full = idle.len() + self.in_use() > self.size;
        (is_full && !idle.is_empty()).then(|| idle.remove(0))
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
        let running = Arc::<AtomicIsize>::default();
        let failed = Arc::<AtomicBool>::default();
        let (counted, noted) = (Arc::clone(&running), Arc::clone(&failed));
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => _ = counted.fetch_add(1, Ordering::Relaxed),
            InstrumentationEvent::FinishQuery { error, .. } => {
                counted.fetch_sub(1, Ordering::Relaxed);
                if error.is_some() {
                    noted.store(true, Ordering::Relaxed);
                }
            }
            _ => {}
        });
        let home = Handle::current().id();
        Ok(Self { conn, home, task, running, failed, idle_for: Stopwatch::start() })
    }

    /// Returns true when the connection can be used again: no open transaction, no abandoned statement.
    fn is_clean(&mut self) -> bool {
        !self.task.is_finished()
            && self.running.load(Ordering::Relaxed) == 0
            && !AnsiTransactionManager::is_broken_transaction_manager(&mut self.conn)
    }

    /// Returns false when PostgreSQL closed the connection, or does not answer after a statement failed or the
    /// connection was idle for [`TRUSTED_FOR`]. After that time, a connection of another runtime is replaced too, so
    /// that connections move to the runtimes that need them.
    async fn is_usable(&self) -> bool {
        if self.task.is_finished() {
            return false;
        }
        let is_rested = self.idle_for.elapsed() >= TRUSTED_FOR;
        if is_rested && self.home != Handle::current().id() {
            return false;
        }
        let has_failed = self.failed.swap(false, Ordering::Relaxed);
        !(is_rested || has_failed) || self.answers().await
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
            self.permit.0.idle().push(connection);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.permits.add_permits(1);
    }
}

/// Counts a waiting caller until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn count(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn a_pool_without_a_connection_answers_503() {
        let full = ConnectionError::BadConnection("sorry, too many clients already".to_owned());
        for error in [PoolError::Busy, PoolError::Silent, PoolError::Refused(full)] {
            let shown = error.to_string();
            assert_eq!(ApiError::from(error).code, ErrorCode::ServiceIndisponible, "{shown}");
        }
    }
}

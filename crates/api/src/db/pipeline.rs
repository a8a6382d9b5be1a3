//! Connections that short reads of one runtime share.
//!
//! Each read sends its statement without waiting for the responses to the others, and PostgreSQL answers them in order
//! (pipelining: libpq, "Pipeline Mode"). Its process finds the next statement in its socket and does not sleep between
//! two. Fewer processes are busy then, so that more of their memory stays in the caches of the processor.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use tokio::runtime::{Handle, Id};
use tokio::time::timeout;

use super::pool::{Pool, PoolError, Pooled};
use crate::error::{ApiResult, status};

/// Maximum number of reads that share a connection. With more, PostgreSQL would leave processors unused.
const MOST: usize = 8;
/// The limits of the service.
const LIMITS: Limits = Limits { silence: Duration::from_millis(20), patience: Duration::from_millis(5) };

/// When a read takes a connection of its own.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The shared connection had no response for this time, so that a slow read delays few others.
    pub silence: Duration,
    /// Another caller has waited for a connection for this time. Reads that always share one would never return it.
    pub patience: Duration,
}

/// The shared connections of a pool.
#[derive(Default)]
pub(super) struct Pipelines(Mutex<Vec<Weak<Shared>>>);

struct Shared {
    conn: Pooled,
    /// The runtime of its reads.
    home: Id,
}

impl Pool {
    /// Runs a short read on a connection that it shares: statements outside a transaction, which an index answers and
    /// which wait for no lock. It waits no longer for the reads before it than a statement may take.
    pub async fn read_short<T>(
        &self,
        read: impl AsyncFnOnce(&AsyncPgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        self.read_within(LIMITS, read).await
    }

    /// Does what [`Pool::read_short`] does, with these limits.
    pub async fn read_within<T>(
        &self,
        limits: Limits,
        read: impl AsyncFnOnce(&AsyncPgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let shared = self.share(limits).await?;
        let answer = timeout(self.statement_timeout(), read(&shared.conn)).await;
        let answer = answer.unwrap_or_else(|_| Err(PoolError::Late.into()));
        if answer.as_ref().is_err_and(|error| status(error.code).is_server_error()) {
            shared.conn.traffic().inspect(|traffic| traffic.note_failure());
        }
        answer
    }

    async fn share(&self, Limits { silence, patience }: Limits) -> Result<Arc<Shared>, PoolError> {
        if !self.has_waiter(patience)
            && let Some(shared) = self.pipelines().join(Handle::current().id(), silence)
        {
            return Ok(shared);
        }
        Ok(self.pipelines().open(self.get().await?))
    }
}

impl Pipelines {
    /// Returns a connection of this runtime that takes another read.
    fn join(&self, home: Id, silence: Duration) -> Option<Arc<Shared>> {
        self.list().iter().filter(|shared| shared.strong_count() < MOST).find_map(|shared| {
            shared.upgrade().filter(|shared| shared.home == home && shared.conn.has_answered(silence))
        })
    }

    fn open(&self, conn: Pooled) -> Arc<Shared> {
        conn.traffic().inspect(|traffic| traffic.note_answer());
        let shared = Arc::new(Shared { conn, home: Handle::current().id() });
        let mut list = self.list();
        list.retain(|shared| shared.strong_count() > 0);
        list.push(Arc::downgrade(&shared));
        shared
    }

    fn list(&self) -> MutexGuard<'_, Vec<Weak<Shared>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

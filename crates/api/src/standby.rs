//! Serves lists, counts and the file of the error journal from a standby (`DATABASE_URL_LECTURE`), so that these heavy
//! reads leave the primary free.
//!
//! A read sees every change that was committed before it began: it asks the primary for its position in the
//! write-ahead log, and uses the standby once that has replayed the position (the read index of Raft: Ongaro, Ousterhout
//! 2014, §8). No client sends a position, and a page that reads after a live event sees the change of the event,
//! whichever instance answers. When the standby lags, fails or is no standby any more, the primary answers.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::EtatLecture;
use diesel_async::AsyncPgConnection;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::config::DatabaseConfig;
use crate::db;
use crate::db::standby::{Commits, Position};
use crate::db::{Pool, Pooled};
use crate::error::ApiResult;

/// Maximum time that a read waits for the standby to replay what was committed before it.
const REPLAY: Duration = Duration::from_millis(200);
/// Interval of asking the standby how far it is.
const POLL: Duration = Duration::from_millis(3);
/// Maximum time to get a connection to the standby.
const OPEN: Duration = Duration::from_secs(1);

/// The reads that a standby may serve. It is cheap to clone.
#[derive(Clone)]
pub struct Standby(Arc<Shared>);

struct Shared {
    primary: Pool,
    /// `None` without `DATABASE_URL_LECTURE`.
    replica: Option<Replica>,
}

struct Replica {
    pool: Pool,
    /// The connection of the checks, which run on the runtime of the workers.
    probe: Pool,
    positions: Positions,
    /// True when commits of the primary are acknowledged before they are on its disk.
    is_asynchronous: AtomicBool,
    found: Mutex<Found>,
    /// Fires when a read found that the standby can't serve.
    lost: Notify,
    by_standby: AtomicU64,
    by_primary: AtomicU64,
}

/// The questions for the position of the primary, of which one is sent at a time.
#[derive(Default)]
struct Positions {
    begun: AtomicU64,
    /// Number of the last answered question, and its answer.
    last: tokio::sync::Mutex<(u64, u64)>,
}

impl Positions {
    /// Asks a question, or returns the answer of one that began after this call: reads that arrive while a question is in
    /// progress share one new question.
    async fn ask<E>(&self, question: impl AsyncFnOnce() -> Result<Position, E>) -> Result<Position, E> {
        let arrived = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.0 <= arrived {
            let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            *last = (number, question().await?.0);
        }
        Ok(Position(last.1))
    }
}

/// Result of the last check.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    etat: EtatLecture,
    /// Reason why the standby serves no reads, for the log.
    reason: Option<String>,
    lag_bytes: u64,
    lag: Duration,
}

/// A standby that can't serve, with the reason.
type Fault = (EtatLecture, String);

/// State of the standby, for the health report and the metrics.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// State found by the last check or the last read.
    pub etat: EtatLecture,
    /// Reason why the standby serves no reads, for operators.
    pub reason: Option<String>,
    /// Bytes of the write-ahead log that the standby had not replayed at the last check.
    pub lag_bytes: u64,
    /// Age of the last replayed commit at the last check; zero when nothing was left to replay.
    pub lag: Duration,
    /// Number of reads that the standby served, since the start of the instance.
    pub by_standby: u64,
    /// Number of reads that the primary served in place of the standby, since the start of the instance.
    pub by_primary: u64,
}

impl Standby {
    /// Creates the reads of an instance; without a standby, the primary serves all of them.
    pub fn new(primary: &Pool, standby: Option<&DatabaseConfig>) -> Self {
        let replica = standby.map(|config| Replica::new(db::pool(config), db::probe(config)));
        Self(Arc::new(Shared { primary: primary.clone(), replica }))
    }

    /// Runs a read on the standby, or on the primary when the standby can't serve it. `read` runs again on the primary
    /// when the standby loses the connection or cancels the read for its replay, so it must change nothing. Every other
    /// error is returned: the primary would take as long.
    pub async fn read<T>(&self, read: impl AsyncFn(&mut AsyncPgConnection) -> ApiResult<T>) -> ApiResult<T> {
        match self.read_on_standby(&read).await {
            Some(answer) => answer,
            None => read(&mut *self.0.primary.get().await?).await,
        }
    }

    /// Does what [`Standby::read`] does with a short read, which shares a connection to the primary.
    pub async fn read_short<T>(
        &self,
        read: impl AsyncFn(&AsyncPgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let alone = async |conn: &mut AsyncPgConnection| read(conn).await;
        match self.read_on_standby(alone).await {
            Some(answer) => answer,
            None => self.0.primary.read_short(read).await,
        }
    }

    /// Runs a read on the standby, or returns `None` when the primary must serve it.
    async fn read_on_standby<T>(
        &self,
        read: impl AsyncFn(&mut AsyncPgConnection) -> ApiResult<T>,
    ) -> Option<ApiResult<T>> {
        let replica = self.0.replica.as_ref()?;
        if let Some(mut conn) = replica.connection(&self.0.primary).await {
            match read(&mut conn).await {
                Err(error) if error.is_failure_of_standby() => {
                    replica.lose((EtatLecture::Injoignable, error.cause()));
                }
                answer => {
                    replica.by_standby.fetch_add(1, Ordering::Relaxed);
                    return Some(answer);
                }
            }
        }
        replica.by_primary.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// Checks the standby, which serves reads from then on if it follows the primary. Returns true if it does. `primary` is
    /// the pool of the caller's runtime.
    pub async fn check(&self, primary: &Pool) -> bool {
        let Some(replica) = &self.0.replica else { return false };
        let found = replica.look(primary).await;
        replica.learn(found)
    }

    /// Waits until a read found that the standby can't serve. Never returns without a standby.
    pub async fn lost(&self) {
        match &self.0.replica {
            Some(replica) => replica.lost.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Returns the state of the standby, or `None` without one.
    pub fn status(&self) -> Option<Status> {
        let replica = self.0.replica.as_ref()?;
        let found = replica.found().clone();
        Some(Status {
            etat: found.etat,
            reason: found.reason,
            lag_bytes: found.lag_bytes,
            lag: found.lag,
            by_standby: replica.by_standby.load(Ordering::Relaxed),
            by_primary: replica.by_primary.load(Ordering::Relaxed),
        })
    }
}

impl Replica {
    fn new(pool: Pool, probe: Pool) -> Self {
        let found = Found { etat: EtatLecture::Injoignable, reason: None, lag_bytes: 0, lag: Duration::ZERO };
        Self {
            pool,
            probe,
            positions: Positions::default(),
            is_asynchronous: AtomicBool::new(false),
            found: Mutex::new(found),
            lost: Notify::new(),
            by_standby: AtomicU64::new(0),
            by_primary: AtomicU64::new(0),
        }
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a connection to the standby that has replayed every earlier commit, or `None` when the primary must
    /// serve the read.
    async fn connection(&self, primary: &Pool) -> Option<Pooled> {
        if self.found().etat != EtatLecture::Active {
            return None;
        }
        // Without a position, the primary has failed, and its own error is the response.
        let position = self.position(primary).await.ok()?;
        let caught_up = async {
            let conn = open(&self.pool).await?;
            self.catch_up(&conn, position).await?;
            Ok(conn)
        };
        caught_up.await.map_err(|fault| self.lose(fault)).ok()
    }

    /// Returns the position of the primary. Reads that waited while a question was in progress share the next one.
    async fn position(&self, primary: &Pool) -> anyhow::Result<Position> {
        let is_asynchronous = self.is_asynchronous.load(Ordering::Relaxed);
        let commits = if is_asynchronous { Commits::Inserted } else { Commits::Flushed };
        let question = async || Ok(db::standby::position(&*primary.get().await?, commits).await?);
        self.positions.ask(question).await
    }

    /// Waits until the standby has replayed this position.
    async fn catch_up(&self, conn: &AsyncPgConnection, position: Position) -> Result<(), Fault> {
        let reached = async {
            loop {
                match db::standby::replayed(conn).await.map_err(unreachable)? {
                    None => return Err(promoted()),
                    Some(replayed) if replayed.0 >= position.0 => return Ok(()),
                    Some(_) => sleep(POLL).await,
                }
            }
        };
        timeout(REPLAY, reached).await.unwrap_or_else(|_| {
            let reason = format!("it did not replay within {} ms what was committed", REPLAY.as_millis());
            Err((EtatLecture::EnRetard, reason))
        })
    }

    /// Compares the standby with the primary. Returns `None` when the primary does not answer, which says nothing about
    /// the standby.
    async fn look(&self, primary: &Pool) -> Option<Found> {
        let asked = async {
            let conn = primary.get().await?;
            anyhow::Ok(db::standby::primary(&conn).await?)
        };
        let here = asked.await.ok()?;
        self.is_asynchronous.store(here.is_asynchronous, Ordering::Relaxed);
        let position = self.position(primary).await.ok()?;
        let mut found = Found { etat: EtatLecture::Active, reason: None, lag_bytes: 0, lag: Duration::ZERO };
        let compared = async {
            let conn = open(&self.probe).await?;
            let there = db::standby::follower(&conn).await.map_err(unreachable)?;
            let replayed = there.replayed.filter(|_| there.is_standby).ok_or_else(promoted)?;
            if there.identity != here.identity {
                let reason = format!("it is {:?}, and the primary {:?}", there.identity, here.identity);
                return Err((EtatLecture::AutreBase, reason));
            }
            found.lag_bytes = position.0.saturating_sub(replayed.0);
            if found.lag_bytes > 0 {
                found.lag = Duration::try_from_secs_f64(there.age_s.unwrap_or_default()).unwrap_or_default();
            }
            self.catch_up(&conn, position).await
        };
        if let Err((etat, reason)) = compared.await {
            found.etat = etat;
            found.reason = Some(reason);
        }
        Some(found)
    }

    /// Keeps the result of a check, and logs a change. Returns true when the standby serves reads.
    fn learn(&self, found: Option<Found>) -> bool {
        let mut last = self.found();
        let Some(found) = found else { return last.etat == EtatLecture::Active };
        let is_active = found.etat == EtatLecture::Active;
        if is_active && last.etat != EtatLecture::Active {
            tracing::info!("the standby of DATABASE_URL_LECTURE serves reads");
        } else if last.etat != found.etat || last.reason.is_none() && !is_active {
            let reason = found.reason.as_deref().unwrap_or_default();
            tracing::warn!(
                etat = found.etat.as_str(),
                reason,
                "the standby serves no reads: the primary does"
            );
        }
        *last = found;
        is_active
    }

    /// Sends the next reads to the primary, until a check succeeds.
    fn lose(&self, (etat, reason): Fault) {
        let mut found = self.found();
        if found.etat == EtatLecture::Active {
            tracing::warn!(etat = etat.as_str(), reason, "the standby failed a read: the primary serves it");
            *found = Found { etat, reason: Some(reason), ..found.clone() };
            self.lost.notify_one();
        }
    }
}

async fn open(pool: &Pool) -> Result<Pooled, Fault> {
    let opened = timeout(OPEN, pool.get()).await;
    let opened = opened.map_err(|_| unreachable(format!("no connection within {} s", OPEN.as_secs())))?;
    opened.map_err(unreachable)
}

fn unreachable(error: impl std::fmt::Display) -> Fault {
    (EtatLecture::Injoignable, error.to_string())
}

fn promoted() -> Fault {
    (EtatLecture::Promue, "it is no standby".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reads_that_wait_for_a_question_share_the_next_one() {
        let (positions, first_may_end) = (Positions::default(), Notify::new());
        let begun = || positions.begun.load(Ordering::SeqCst);
        let read = async || {
            let question = async || {
                if begun() == 1 {
                    first_may_end.notified().await;
                }
                Ok::<_, ()>(Position(begun()))
            };
            positions.ask(question).await.unwrap().0
        };
        let (first, second, third, ()) =
            tokio::join!(read(), read(), read(), async { first_may_end.notify_one() });
        assert_eq!((first, second, third), (1, 2, 2));
        assert_eq!(read().await, 3);
    }
}

//! Connections that short reads of a runtime share.

use std::pin::pin;
use std::time::Duration;

use diesel::sql_types::Integer;
use diesel::{IntoSql as _, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use futures_util::future::join_all;
use futures_util::poll;
use prospects_api::db::{self, Limits, Pool};
use prospects_api::error::{ApiResult, ErrorCode};
use tokio::runtime::Builder;
use tokio::sync::{Barrier, Notify};

use super::pool::{backend, pool};
use crate::support::db::TestDb;

/// Reads share whatever connection they can.
const ALWAYS: Limits = Limits { silence: Duration::MAX, patience: Duration::MAX };

/// Returns the backend that serves a read.
async fn backend_of_read(pool: &Pool, limits: Limits) -> ApiResult<i32> {
    pool.read_within(limits, async |conn| Ok(backend(conn).await?)).await
}

/// Returns the backends of reads that run at the same time.
async fn backends_of_reads(pool: &Pool, count: usize) -> Vec<i32> {
    // The first read finds an idle connection, which the others join.
    backend_of_read(pool, ALWAYS).await.unwrap();
    let together = Barrier::new(count);
    let read = async |conn: &AsyncPgConnection| {
        together.wait().await;
        Ok(backend(conn).await?)
    };
    let reads = (0..count).map(|_| pool.read_within(ALWAYS, read));
    join_all(reads).await.into_iter().map(Result::unwrap).collect()
}

/// Runs `others` while a read holds its connection. Returns the backend of that read, and the result of the others.
async fn beside_a_read<T>(pool: &Pool, others: impl AsyncFnOnce() -> T) -> (i32, T) {
    let (begun, may_end) = (Notify::new(), Notify::new());
    let read = pool.read_within(ALWAYS, async |conn| {
        begun.notify_one();
        may_end.notified().await;
        Ok(backend(conn).await?)
    });
    let others = async {
        begun.notified().await;
        let result = others().await;
        may_end.notify_one();
        result
    };
    let (pid, result) = tokio::join!(read, others);
    (pid.unwrap(), result)
}

#[tokio::test]
async fn short_reads_share_a_connection_and_return_it() {
    let db = TestDb::create().await;
    let pool = pool(&db, 10);
    let pids = backends_of_reads(&pool, 8).await;
    assert!(pids.iter().all(|pid| *pid == pids[0]), "{pids:?}");
    assert_eq!((pool.status().in_use, pool.status().idle), (0, 1));
}

#[tokio::test]
async fn at_most_eight_reads_share_a_connection() {
    let db = TestDb::create().await;
    let pool = pool(&db, 10);
    let pids = backends_of_reads(&pool, 9).await;
    assert!(pids[..8].iter().all(|pid| *pid == pids[0]) && pids[8] != pids[0], "{pids:?}");
}

#[tokio::test]
async fn each_read_gets_its_own_response() {
    let db = TestDb::create().await;
    let pool = pool(&db, 3);
    let reads = (0..200).map(async |number: i32| {
        let read = async |conn: &AsyncPgConnection| {
            let same = diesel::select(number.into_sql::<Integer>());
            Ok(same.get_result::<i32>(&mut &*conn).await?)
        };
        (number, pool.read_short(read).await.unwrap())
    });
    for (asked, answered) in join_all(reads).await {
        assert_eq!(asked, answered);
    }
}

#[tokio::test]
async fn a_read_joins_no_connection_without_a_recent_response() {
    let db = TestDb::create().await;
    let pool = pool(&db, 2);
    let silent = Limits { silence: Duration::ZERO, ..ALWAYS };
    let (first, other) = beside_a_read(&pool, async || backend_of_read(&pool, silent).await.unwrap()).await;
    assert_ne!(first, other);
}

#[tokio::test]
async fn reads_that_share_a_connection_keep_no_other_caller_waiting() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let mut waiting = Box::pin(pool.get());
    let (pid, joined) = beside_a_read(&pool, async || {
        assert!(poll!(&mut waiting).is_pending());
        let joined = backend_of_read(&pool, ALWAYS).await.unwrap();
        let hasty = Limits { patience: Duration::ZERO, ..ALWAYS };
        assert!(poll!(pin!(backend_of_read(&pool, hasty))).is_pending());
        joined
    })
    .await;
    let served = waiting.await.unwrap();
    assert_eq!((joined, backend(&served).await.unwrap()), (pid, pid));
}

#[tokio::test]
async fn an_error_fails_its_own_read_and_later_reads_take_another_connection() {
    let db = TestDb::create().await;
    let pool = pool(&db, 2);
    let divided = async |conn: &AsyncPgConnection| -> QueryResult<()> {
        diesel::sql_query("SELECT 1 / (random() * 0)::integer").execute(&mut &*conn).await?;
        Ok(())
    };
    let (first, later) = beside_a_read(&pool, async || {
        let wrong = pool.read_within(ALWAYS, async |conn| Ok(divided(conn).await?)).await;
        assert_eq!(wrong.unwrap_err().code, ErrorCode::ErreurInterne);
        backend_of_read(&pool, ALWAYS).await.unwrap()
    })
    .await;
    assert_ne!(first, later);
}

#[tokio::test]
async fn an_abandoned_read_takes_its_connection_with_it() {
    let db = TestDb::create().await;
    let pool = pool(&db, 2);
    let first = backend_of_read(&pool, ALWAYS).await.unwrap();
    {
        let sleep =
            async |conn: &AsyncPgConnection| Ok((&mut &*conn).batch_execute("SELECT pg_sleep(3600)").await?);
        let read = pin!(pool.read_within(ALWAYS, sleep));
        assert!(poll!(read).is_pending());
    }
    assert_ne!(backend_of_read(&pool, ALWAYS).await.unwrap(), first);
}

#[tokio::test]
async fn another_runtime_takes_another_connection() {
    let db = TestDb::create().await;
    let pool = pool(&db, 2);
    let (here, there) = beside_a_read(&pool, async || {
        let pool = pool.clone();
        let other = tokio::task::spawn_blocking(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(backend_of_read(&pool, ALWAYS)).unwrap()
        });
        other.await.unwrap()
    })
    .await;
    assert_ne!(here, there);
}

#[tokio::test]
async fn a_read_waits_no_longer_than_a_statement_may_take() {
    let db = TestDb::create().await;
    let mut config = db.config();
    config.statement_timeout = Duration::from_millis(100);
    let pool = db::pool(&config);
    let late: ApiResult<()> = pool.read_short(async |_| std::future::pending().await).await;
    assert_eq!(late.unwrap_err().code, ErrorCode::ServiceIndisponible);
}

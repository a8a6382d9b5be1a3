//! The pool of database connections.

use std::pin::pin;
use std::sync::mpsc::Receiver;
use std::thread;

use diesel::sql_types::Integer;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{
    AnsiTransactionManager, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
    TransactionManager as _,
};
use futures_util::future::{Either, join_all, select};
use prospects_api::db::{self, Pool};

use crate::support::app::until;
use crate::support::db::TestDb;

/// Creates a pool of at most `size` connections.
pub(super) fn pool(db: &TestDb, size: usize) -> Pool {
    let mut config = db.config();
    config.pool_size = size;
    db::pool(&config)
}

/// Returns the process of PostgreSQL that serves a connection.
pub(super) async fn backend(conn: &AsyncPgConnection) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Backend {
        #[diesel(sql_type = Integer)]
        pid: i32,
    }
    let backend: Backend =
        diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(&mut &*conn).await?;
    Ok(backend.pid)
}

async fn backend_of(pool: &Pool) -> i32 {
    backend(&pool.get().await.unwrap()).await.unwrap()
}

/// Returns the backend of a connection that another runtime opens and keeps alive until `end` is called.
fn elsewhere(pool: &Pool) -> (i32, impl FnOnce()) {
    let (pid, end) = ask_elsewhere(pool);
    (pid.recv().unwrap(), end)
}

/// Asks for a connection on another runtime, which lives until `end` is called, and tells its backend.
fn ask_elsewhere(pool: &Pool) -> (Receiver<i32>, impl FnOnce()) {
    let pool = pool.clone();
    let (served, pid) = std::sync::mpsc::channel();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let runtime = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            served.send(backend_of(&pool).await).unwrap();
            let _ = ended.await;
        });
    });
    (pid, move || {
        drop(end);
        runtime.join().unwrap();
    })
}

#[tokio::test]
async fn a_runtime_uses_the_connections_that_it_opened_while_it_can() {
    let db = TestDb::create().await;
    let pool = pool(&db, 2);
    let (foreign, end) = elsewhere(&pool);
    let own = backend_of(&pool).await;
    assert_ne!(own, foreign);
    assert_eq!(backend_of(&pool).await, own);
    let (_own, other) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    assert_eq!(backend(&other).await.unwrap(), foreign);
    end();
}

#[tokio::test]
async fn the_pool_opens_no_more_connections_than_it_may() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let (foreign, end) = elsewhere(&pool);
    assert_eq!(backend_of(&pool).await, foreign);
    let status = pool.status();
    assert_eq!((status.maximum, status.in_use, status.idle, status.waiting), (1, 0, 1, 0));
    end();
}

#[tokio::test]
async fn each_caller_that_waits_gets_a_connection_and_one_that_gives_up_takes_none() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let held = pool.get().await.unwrap();
    let mut here: Vec<_> = (0..10).map(|_| Box::pin(pool.get())).collect();
    for caller in &mut here {
        assert!(futures_util::poll!(caller).is_pending());
    }
    let others: Vec<_> = (0..4).map(|_| ask_elsewhere(&pool)).collect();
    until(async || (pool.status().waiting == 14).then_some(())).await;
    here.truncate(5);
    assert_eq!(pool.status().waiting, 9);
    drop(held);
    let served = here.into_iter().map(async |caller| backend(&caller.await.unwrap()).await.unwrap());
    join_all(served).await;
    for (pid, _) in &others {
        until(async || pid.try_recv().ok()).await;
    }
    until(async || (pool.status().in_use == 0).then_some(())).await;
    assert_eq!(pool.status().waiting, 0);
    for (_, end) in others {
        end();
    }
}

#[tokio::test]
async fn a_connection_of_a_runtime_that_ended_is_replaced() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let (foreign, end) = elsewhere(&pool);
    end();
    assert_ne!(backend_of(&pool).await, foreign);
}

#[tokio::test]
async fn a_connection_that_postgresql_closed_is_replaced() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let first = backend_of(&pool).await;
    db.take_away().await;
    db.give_back().await;
    assert_ne!(backend_of(&pool).await, first);
}

#[tokio::test]
async fn a_connection_that_postgresql_is_about_to_close_is_replaced() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let mut conn = pool.get().await.unwrap();
    let first = backend(&conn).await.unwrap();
    // PostgreSQL drops temporary tables after its last message and before it closes the socket.
    let tables: Vec<_> = (0..500).map(|number| format!("CREATE TEMPORARY TABLE kept_{number} ();")).collect();
    conn.batch_execute(&tables.concat()).await.unwrap();
    conn.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())").await.unwrap_err();
    drop(conn);
    assert_ne!(backend_of(&pool).await, first);
}

#[tokio::test]
async fn a_connection_in_a_transaction_or_with_an_abandoned_statement_is_not_used_again() {
    let db = TestDb::create().await;
    let pool = pool(&db, 1);
    let mut conn = pool.get().await.unwrap();
    let first = backend(&conn).await.unwrap();
    {
        let statement = pin!(async { conn.batch_execute("SELECT pg_sleep(3600)").await });
        let count = format!(
            "SELECT count(*) AS count FROM pg_stat_activity WHERE pid = {first} AND wait_event = 'PgSleep'"
        );
        let runs = pin!(until(async || (db.count(&count).await == 1).then_some(())));
        assert!(matches!(select(statement, runs).await, Either::Right(_)));
    }
    drop(conn);
    let second = backend_of(&pool).await;
    assert_ne!(second, first);
    let mut conn = pool.get().await.unwrap();
    AnsiTransactionManager::begin_transaction(&mut *conn).await.unwrap();
    drop(conn);
    assert_ne!(backend_of(&pool).await, second);
}

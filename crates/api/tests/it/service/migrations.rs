//! Migrations that need a lock which another transaction holds.

use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use prospects_api::db::migrations::{self, Patience};
use tokio::sync::mpsc::unbounded_channel;

use crate::support::db::TestDb;

/// A migration that adds a column to the bulk changes, undone.
const DOWN: &str = include_str!("../../../../../migrations/2026-12-10-120000_tell_lots/down.sql");
/// Its version.
const VERSION: &str = "20261210120000";
/// Short waits, so that the tests need not wait.
const IMPATIENT: Patience =
    Patience { wait: Duration::from_millis(50), pause: Duration::from_millis(10), attempts: 3 };

/// Creates a database that lacks the migration.
async fn behind() -> TestDb {
    let db = TestDb::create().await;
    let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = '{VERSION}'");
    db.connect().await.batch_execute(&format!("{DOWN} {forget}")).await.unwrap();
    db
}

/// Opens a transaction that reads the bulk changes, as an export does; returns it and its process.
async fn reader(db: &TestDb) -> (AsyncPgConnection, String) {
    let mut conn = db.connect().await;
    conn.batch_execute("SET application_name = 'export'; BEGIN; SELECT FROM lots").await.unwrap();
    let pid = "SELECT pid::text AS text FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'export'";
    let pid = db.text(pid).await.unwrap();
    (conn, pid)
}

async fn is_applied(db: &TestDb) -> bool {
    let sql = format!("SELECT count(*) AS count FROM __diesel_schema_migrations WHERE version = '{VERSION}'");
    db.count(&sql).await == 1
}

// Migrations block the thread that applies them.
#[tokio::test(flavor = "multi_thread")]
async fn a_migration_gives_way_to_a_long_reading_and_is_applied_after_it() {
    let db = behind().await;
    let (mut reading, pid) = reader(&db).await;
    let (told, mut heard) = unbounded_channel();
    let patience = Patience { attempts: u32::MAX, ..IMPATIENT };
    let owner = db.connect().await;
    let tell = move |text: &str| told.send(text.to_owned()).unwrap();
    let migrating = tokio::spawn(async move { migrations::run(owner, None, patience, tell).await });
    for _ in 0..2 {
        let text = heard.recv().await.unwrap();
        assert!(
            text.contains(&format!("process {pid} (role ")) && text.contains(", export, since "),
            "{text}"
        );
        assert!(text.contains(") uses lots; next attempt in "), "{text}");
    }
    assert!(!is_applied(&db).await);
    reading.batch_execute("COMMIT").await.unwrap();
    assert_eq!(migrating.await.unwrap().unwrap(), 1);
    assert!(is_applied(&db).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_never_gets_its_lock_leaves_nothing_and_says_who_holds_it() {
    let db = behind().await;
    let (mut reading, pid) = reader(&db).await;
    let failed = migrations::run(db.connect().await, None, IMPATIENT, |_| ()).await.unwrap_err().to_string();
    assert!(failed.contains("tell_lots") && failed.contains(", 3 times: process "), "{failed}");
    assert!(failed.contains(&pid), "{failed}");
    assert!(!is_applied(&db).await);
    // Nobody waits behind it any more.
    assert_eq!(db.count("SELECT count(*) AS count FROM lots").await, 0);
    reading.batch_execute("COMMIT").await.unwrap();
    assert_eq!(migrations::run(db.connect().await, None, IMPATIENT, |_| ()).await.unwrap(), 1);
}

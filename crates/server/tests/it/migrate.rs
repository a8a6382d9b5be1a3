//! `migrate`: one process at a time, and each migration completely or not at all.

use diesel_async::SimpleAsyncConnection as _;

use crate::process::{Process, Setup};
use crate::support::app::until;
use crate::support::db::TestDb;

/// Creates a table of a middle migration without a commit, so that the migration waits.
const HALF_WAY: &str = "BEGIN; CREATE TABLE conversions_en_cours (nothing int)";

/// Waits until this number of the database's connections wait for `event`.
async fn until_waiting(db: &TestDb, event: &str, number: i64) {
    let waiting = format!(
        "SELECT count(*) AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = '{event}'"
    );
    until(async || (db.count(&waiting).await == number).then_some(())).await;
}

fn migrate(db: &TestDb) -> Process {
    Setup::new(&["migrate"]).on(db).start()
}

/// Returns the output of a `migrate` that succeeds. On standard error it may say what it waited for.
async fn output(starter: Process) -> Vec<String> {
    let end = starter.end().await;
    assert!(end.status.success(), "{end:?}");
    end.out
}

/// Returns the output of `migrate` after this number of migrations.
fn applied(number: i64) -> Vec<String> {
    vec![format!("{number} migration(s) applied")]
}

/// Counts all migrations.
fn all() -> i64 {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    i64::try_from(std::fs::read_dir(folder).unwrap().count()).unwrap()
}

async fn recorded(db: &TestDb) -> i64 {
    db.count("SELECT count(*) AS count FROM __diesel_schema_migrations").await
}

#[tokio::test]
async fn two_starters_take_turns() {
    let db = TestDb::unmigrated().await;
    let mut obstacle = db.connect().await;
    obstacle.batch_execute(HALF_WAY).await.unwrap();
    let starters = [migrate(&db), migrate(&db)];
    // One is in the middle of its work, the other waits for its turn.
    until_waiting(&db, "transactionid", 1).await;
    until_waiting(&db, "advisory", 1).await;
    obstacle.batch_execute("ROLLBACK").await.unwrap();
    let mut said = Vec::new();
    for starter in starters {
        said.push(output(starter).await);
    }
    said.sort();
    assert_eq!(said, [applied(0), applied(all())]);
}

#[tokio::test]
async fn a_starter_that_is_killed_leaves_nothing_half_applied_and_the_next_one_finishes() {
    let db = TestDb::unmigrated().await;
    let mut obstacle = db.connect().await;
    obstacle.batch_execute(HALF_WAY).await.unwrap();
    let killed = migrate(&db);
    until_waiting(&db, "transactionid", 1).await;
    let of_killed = "SELECT pid::bigint AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'transactionid'";
    let of_killed = db.count(of_killed).await;
    killed.signal("KILL");
    killed.end().await;
    let next = migrate(&db);
    // It waits for its turn, or for the obstacle once the server has noticed the end of the killed one.
    let waiting = format!(
        "SELECT count(*) AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> {of_killed}"
    );
    until(async || (db.count(&waiting).await == 1).then_some(())).await;
    // Completed migrations are kept, and the interrupted one is rolled back.
    let before = recorded(&db).await;
    assert!((1..all()).contains(&before), "{before}");
    obstacle.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(output(next).await, applied(all() - before));
    assert_eq!(recorded(&db).await, all());
    Setup::new(&["seed", "--prospects", "20"]).on(&db).start().end().await.expect_success();
}

#[tokio::test]
async fn a_migration_that_fails_is_taken_back_whole() {
    let db = TestDb::unmigrated().await;
    // Blocks the migration that creates this table, after it has created others.
    db.execute("CREATE TABLE conversions_journal (nothing int)").await;
    let end = migrate(&db).end().await;
    end.expect_refusal("migration: ");
    let half = "SELECT count(*) AS count FROM pg_class WHERE relname = 'conversions_en_cours'";
    assert_eq!(db.count(half).await, 0);
    let before = recorded(&db).await;
    db.execute("DROP TABLE conversions_journal").await;
    assert_eq!(migrate(&db).end().await.expect_success().out, applied(all() - before));
}

//! Commit order: identifiers are taken before the commit, so the stream must neither lose nor repeat rows that become
//! visible out of order.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};

use super::rows::{insertion, notify, stream};
use crate::support::app::TestApp;
use crate::support::stream::Stream;

/// Starts a transaction that has written these notifications for admins without a commit.
async fn begun(app: &TestApp, titres: &[&str]) -> AsyncPgConnection {
    let mut conn = app.db.connect().await;
    conn.batch_execute("BEGIN; SELECT pg_current_xact_id()").await.unwrap();
    write(&mut conn, titres).await;
    conn
}

async fn write(conn: &mut AsyncPgConnection, titres: &[&str]) {
    for titre in titres {
        conn.batch_execute(&insertion("ADMIN", titre)).await.unwrap();
    }
}

async fn end(mut conn: AsyncPgConnection, how: &str) {
    conn.batch_execute(how).await.unwrap();
}

#[tokio::test]
async fn what_commits_late_with_a_smaller_id_is_not_lost() {
    let app = TestApp::start().await;
    let mut client = Stream::open(&app.admin().await).await;
    let first = begun(&app, &["1"]).await;
    let second = begun(&app, &["2"]).await;
    end(second, "COMMIT").await;
    // The second is visible, but an earlier row may still appear.
    assert_eq!(app.stream_changes().await, 0);
    end(first, "COMMIT").await;
    stream(&app, 2).await;
    assert_eq!(client.next_titles(2).await, ["1", "2"]);
    notify(&app.db, "ADMIN", "3").await;
    stream(&app, 1).await;
    assert_eq!(client.next_titles(1).await, ["3"]);
}

#[tokio::test]
async fn an_older_transaction_with_the_greater_id_is_not_lost_either() {
    let app = TestApp::start().await;
    let mut client = Stream::open(&app.admin().await).await;
    let mut older = begun(&app, &[]).await;
    let younger = begun(&app, &["id 1"]).await;
    write(&mut older, &["id 2"]).await;
    end(younger, "COMMIT").await;
    assert_eq!(app.stream_changes().await, 0);
    end(older, "COMMIT").await;
    stream(&app, 2).await;
    assert_eq!(client.next_titles(2).await, ["id 2", "id 1"]);
}

#[tokio::test]
async fn what_is_undone_is_never_told_and_holds_nothing_up() {
    let app = TestApp::start().await;
    let mut client = Stream::open(&app.admin().await).await;
    let undone = begun(&app, &["jamais"]).await;
    notify(&app.db, "ADMIN", "visible").await;
    end(undone, "ROLLBACK").await;
    stream(&app, 1).await;
    assert_eq!(client.next_titles(1).await, ["visible"]);
}

#[tokio::test]
async fn a_client_that_comes_back_between_two_commits_misses_none_of_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut before = Stream::open(&admin).await;
    notify(&app.db, "ADMIN", "0").await;
    stream(&app, 1).await;
    let last = before.next_of("notification").await.id.unwrap().to_string();
    drop(before);
    let first = begun(&app, &["1"]).await;
    let second = begun(&app, &["2"]).await;
    end(second, "COMMIT").await;
    app.stream_changes().await;
    let mut client = Stream::resume(&admin, &last).await;
    end(first, "COMMIT").await;
    stream(&app, 2).await;
    assert_eq!(client.next_titles(2).await, ["1", "2"]);
}

#[tokio::test]
async fn a_client_that_had_the_greater_id_last_is_given_nothing_twice() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut before = Stream::open(&admin).await;
    let mut older = begun(&app, &[]).await;
    let younger = begun(&app, &["id 1"]).await;
    write(&mut older, &["id 2"]).await;
    end(older, "COMMIT").await;
    end(younger, "COMMIT").await;
    stream(&app, 2).await;
    let (first, second) = (before.next_of("notification").await, before.next_of("notification").await);
    assert_eq!((first.id, second.id), (Some(2), Some(1)));
    // Between the two, the client had id 2 and not id 1.
    let mut between = Stream::resume(&admin, "2").await;
    assert_eq!(between.next_titles(1).await, ["id 1"]);
    let mut after = Stream::resume(&admin, "1").await;
    notify(&app.db, "ADMIN", "id 3").await;
    stream(&app, 1).await;
    assert_eq!(after.next_titles(1).await, ["id 3"]);
    assert_eq!(between.next_titles(1).await, ["id 3"]);
}

#[tokio::test]
async fn many_writers_at_once_are_told_whole_and_in_one_order() {
    const WRITERS: usize = 8;
    const EACH: usize = 12;
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let mut clients = [Stream::open(&admin).await, Stream::open(&admin).await];
    let writers = (0..WRITERS).map(async |writer| {
        for n in 0..EACH {
            let conn = begun(&app, &[&format!("{writer}-{n}")]).await;
            end(conn, if n % 4 == 3 { "ROLLBACK" } else { "COMMIT" }).await;
        }
    });
    futures_util::future::join_all(writers).await;
    let told = WRITERS * EACH * 3 / 4;
    let first = clients[0].next_titles(told).await;
    assert_eq!(clients[1].next_titles(told).await, first);
    let mut once = first.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), told);
    notify(&app.db, "ADMIN", "fin").await;
    assert_eq!(clients[0].next_titles(1).await, ["fin"]);
}

#[tokio::test]
async fn a_transaction_number_that_a_crash_gives_out_again_is_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut client = Stream::open(&admin).await;
    notify(&app.db, "ADMIN", "avant").await;
    stream(&app, 1).await;
    // A transaction that writes none of our rows, as a wake-up: it does not wait for the disk.
    let number = app.db.text("SELECT pg_current_xact_id()::text AS text").await.unwrap();
    app.stream_changes().await;
    // A crash loses it, and PostgreSQL reuses its number for one that writes our rows.
    notify(&app.db, "ADMIN", "après").await;
    app.db
        .execute(&format!("UPDATE notifications SET transaction_id = {number} WHERE titre = 'après'"))
        .await;
    stream(&app, 1).await;
    assert_eq!(client.next_titles(2).await, ["avant", "après"]);
}

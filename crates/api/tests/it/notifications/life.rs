//! Life cycle of streams.

use prospects_api::error::ErrorCode;
use prospects_api::notifications::stream::{self, Resume};
use prospects_api::tokens::token_hash;
use serde_json::{Value, json};

use super::rows::notify;
use crate::support::app::{TestApp, until};
use crate::support::client::Client;
use crate::support::stream::Stream;

async fn statistics(client: &Client) -> Value {
    client.get("/api/notifications/statistiques").await.expect(200).body.clone()
}

/// Starts an instance whose streams send a heartbeat every second.
async fn beating() -> TestApp {
    TestApp::setup().with_workers().set("HEARTBEAT_S", 1).start().await
}

#[tokio::test]
async fn a_beat_says_that_the_stream_lives() {
    let app = beating().await;
    let mut stream = Stream::open(&app.admin().await).await;
    for _ in 0..2 {
        let beat = stream.next_of("battement").await;
        assert_eq!((beat.id, beat.data), (None, json!({ "date": "2026-11-05T09:00:00Z" })));
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let app = beating().await;
    let (at_work, at_home) = (app.admin().await, app.admin().await);
    let (mut ends, mut goes_on) = (Stream::open(&at_work).await, Stream::open(&at_home).await);
    at_work.post("/api/auth/logout", json!({})).await.expect(204);
    ends.expect_end().await;
    notify(&app.db, "ADMIN", "encore là").await;
    assert_eq!(goes_on.next_titles(1).await, ["encore là"]);
}

#[tokio::test]
async fn no_stream_opens_for_a_session_that_ends_after_the_check_of_the_request() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = &admin.get("/api/auth/me").await.body["utilisateur"];
    let person = serde_json::from_value(person.clone()).unwrap();
    let cookie = admin.cookie().unwrap();
    let hash = token_hash(cookie.split_once('=').unwrap().1);
    admin.post("/api/auth/logout", json!({})).await.expect(204);
    let opened = stream::open(&app.state, person, hash, Resume::Now).await;
    assert_eq!(opened.err().unwrap().code, ErrorCode::NonAuthentifie);
}

#[tokio::test]
async fn a_stream_ends_when_its_session_expires() {
    let app = beating().await;
    let mut stream = Stream::open(&app.admin().await).await;
    app.advance(chrono::TimeDelta::days(7));
    stream.expect_end().await;
}

#[tokio::test]
async fn a_stream_ends_when_the_person_has_other_rights() {
    let app = beating().await;
    let mut stream = Stream::open(&app.admin().await).await;
    app.db.execute("UPDATE utilisateurs SET role = 'ELEVE'").await;
    stream.expect_end().await;
}

#[tokio::test]
async fn a_stop_ends_every_stream_cleanly() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let mut streams = [Stream::open(&admin).await, Stream::open(&admin).await];
    app.stop().await;
    for stream in &mut streams {
        stream.expect_end().await;
    }
}

#[tokio::test]
async fn clients_are_counted_by_role_while_they_are_there() {
    let app = beating().await;
    let admin = app.admin().await;
    let student = app.login("lea@ecole.example", "Léa", "ELEVE").await;
    let clients = json!({ "ADMIN": 0, "FORMATEUR": 0, "ELEVE": 0 });
    assert_eq!(statistics(&admin).await, json!({ "clients": clients, "livres": 0, "perdus": 0 }));
    let first = Stream::open(&admin).await;
    let _second = Stream::open(&admin).await;
    let _third = Stream::open(&student).await;
    assert_eq!(statistics(&admin).await["clients"], json!({ "ADMIN": 2, "FORMATEUR": 0, "ELEVE": 1 }));
    drop(first);
    until(async || (statistics(&admin).await["clients"]["ADMIN"] == 1).then_some(())).await;
}

#[tokio::test]
async fn what_was_delivered_is_counted() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let mut streams = [Stream::open(&admin).await, Stream::open(&admin).await];
    notify(&app.db, "ADMIN", "a").await;
    for stream in &mut streams {
        stream.next_of("notification").await;
    }
    until(async || (statistics(&admin).await["livres"] == 2).then_some(())).await;
}

//! Limits of concurrent streams and exports per person.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use reqwest::Method;
use reqwest::header::RETRY_AFTER;

use crate::instances::pair::Pair;
use crate::support::app::{TestApp, until};
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::stream::Stream;

const STREAM: &str = "/api/notifications/flux";
const EXPORT: &str = "/api/prospects/export?format=csv";

#[track_caller]
fn expect_too_many(answer: &Answer) {
    answer.expect_problem(429, "TROP_DE_REQUETES");
    assert!(answer.headers.contains_key(RETRY_AFTER));
}

#[tokio::test]
async fn a_person_opens_so_many_live_streams_and_another_one_once_one_of_them_ended() {
    let setup = TestApp::setup().with_workers().set("HEARTBEAT_S", 1).set("STREAMS_PER_PERSON", 2);
    let app = setup.start().await;
    let admin = app.admin().await;
    let (first, _second) = (Stream::open(&admin).await, Stream::open(&admin).await);
    expect_too_many(&admin.get(STREAM).await);
    let luc = app.login("luc@ecole.example", "Luc", "ADMIN").await;
    Stream::open(&luc).await;
    drop(first);
    until(async || {
        let answer = admin.request(Method::GET, STREAM).send().await.unwrap();
        (answer.status() == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_oldest_login_of_a_person_ends_when_there_are_too_many() {
    let app = TestApp::setup().with_workers().set("HEARTBEAT_S", 3_600).start().await;
    let luc = app.login("luc@ecole.example", "Luc", "ELEVE").await;
    let mut clients = vec![app.admin().await];
    let mut stream = Stream::open(&clients[0]).await;
    for _ in 0..20 {
        app.advance(TimeDelta::seconds(1));
        let client = app.anonymous();
        client.login("sophie@ecole.example", data::PASSWORD).await;
        clients.push(client);
    }
    stream.expect_end().await;
    let me = async |client: &Client| client.get("/api/auth/me").await;
    me(&clients[0]).await.expect_problem(401, "NON_AUTHENTIFIE");
    for client in clients[1..].iter().chain([&luc]) {
        me(client).await.expect(200);
    }
}

#[tokio::test]
async fn a_person_has_two_files_made_at_once_on_all_instances_together() {
    let pair = Pair::at_work().await;
    let id = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let [at_one, at_two] = pair.admin().await;
    let luc = pair.two.login("luc@ecole.example", "Luc", "ADMIN").await;
    let mut other = pair.one.db.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE audit_prospects IN SHARE MODE").await.unwrap();
    let made = async { futures_util::join!(at_one.get(EXPORT), at_two.get(EXPORT)) };
    let refused = async {
        expect_waiting(&pair.one, 2).await;
        for path in [EXPORT, &format!("/api/prospects/{id}/donnees-personnelles")] {
            for client in [&at_one, &at_two] {
                expect_too_many(&client.get(path).await);
            }
        }
        for path in ["/api/journal-erreurs/export?format=csv", "/api/rgpd/audit/export?format=xlsx"] {
            expect_too_many(&at_two.get(path).await);
            luc.get(path).await.expect(200);
        }
        other.batch_execute("ROLLBACK").await.unwrap();
    };
    let ((first, second), ()) = futures_util::join!(made, refused);
    first.expect(200);
    second.expect(200);
    at_one.get(EXPORT).await.expect(200);
}

/// Waits until this number of requests wait for a table lock.
async fn expect_waiting(app: &TestApp, number: i64) {
    let waiting = "SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until(async || (app.db.count(waiting).await == number).then_some(())).await;
}

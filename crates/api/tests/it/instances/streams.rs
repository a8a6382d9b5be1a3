//! The live stream is equal on both instances.

use reqwest::Method;
use serde_json::json;

use super::pair::Pair;
use crate::notifications::rows::{notify, settle, titles};
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::proxy::Notices;
use crate::support::stream::{Event, Stream};

fn is_count(event: &Event, unread: i64) -> bool {
    event.name == "compteurs" && event.data == json!({ "nonLues": unread })
}

/// Changes the town of a record.
async fn move_to(admin: &Client, id: &str, ville: &str) {
    let request = admin.request(Method::PATCH, &format!("/api/prospects/{id}")).header("if-match", "*");
    Answer::read(request.json(&json!({ "ville": ville }))).await.expect(200);
}

#[tokio::test]
async fn a_notification_reaches_the_clients_of_both_in_the_same_order_and_once() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    for n in 1..=50 {
        notify(&pair.one.db, "ADMIN", &format!("N{n}")).await;
    }
    for stream in &mut streams {
        assert_eq!(stream.next_titles(50).await, titles(1..=50));
    }
    notify(&pair.one.db, "TOUS", "à présent").await;
    for stream in &mut streams {
        assert_eq!(stream.next_titles(1).await, ["à présent"]);
    }
}

#[tokio::test]
async fn what_is_read_at_one_shows_on_the_bells_of_both() {
    let pair = Pair::at_work().await;
    let ids = [notify(&pair.one.db, "ADMIN", "une").await, notify(&pair.one.db, "ADMIN", "deux").await];
    let [at_one, at_two] = pair.admin().await;
    let luc = pair.two.login("luc@ecole.example", "Luc", "ADMIN").await;
    let mut bells = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    let mut of_luc = Stream::open(&luc).await;
    for bell in bells.iter_mut().chain([&mut of_luc]) {
        bell.next_where(|event| is_count(event, 2)).await;
    }
    for (client, id, left) in [(&at_one, ids[0], 1), (&at_two, ids[1], 0)] {
        client.post("/api/notifications/lues", json!({ "ids": [id] })).await.expect(204);
        for bell in &mut bells {
            bell.next_where(|event| is_count(event, left)).await;
        }
    }
    for client in [&at_one, &at_two] {
        assert_eq!(client.get("/api/notifications/compteurs").await.body, json!({ "nonLues": 0 }));
    }
    notify(&pair.one.db, "ADMIN", "trois").await;
    // This would be less if Sophie's readings counted for Luc.
    of_luc.next_where(|event| is_count(event, 3)).await;
}

#[tokio::test]
async fn a_client_that_comes_back_at_the_other_instance_misses_nothing_and_gets_nothing_twice() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let first = notify(&pair.one.db, "ADMIN", "première").await;
    settle(&pair.one.db).await;
    let writer = async {
        for n in 1..=60 {
            notify(&pair.one.db, "ADMIN", &format!("N{n}")).await;
        }
    };
    // Each connection is cut after a few events; the next one goes to the other instance.
    let reader = async {
        let (mut last, mut read) = (first, Vec::new());
        for client in [&at_two, &at_one].into_iter().cycle().take(12) {
            let mut stream = Stream::resume(client, &last.to_string()).await;
            for _ in 0..5 {
                let event = stream.next_news().await;
                assert_eq!(event.name, "notification", "{event:?}");
                last = event.id.unwrap();
                read.push(event.data["titre"].as_str().unwrap().to_owned());
            }
        }
        read
    };
    let ((), read) = futures_util::join!(writer, reader);
    assert_eq!(read, titles(1..=60));
}

#[tokio::test]
async fn pages_read_again_once_their_instance_hears_the_others_again() {
    let (pair, proxy) = Pair::with_proxy().await;
    let [at_one, at_two] = pair.admin().await;
    let id = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let mut stream = Stream::open(&at_two).await;
    pair.until_listening(2).await;
    proxy.treat(Notices::Refused);
    pair.until_listening(1).await;
    move_to(&at_one, &id, "Lyon").await;
    proxy.treat(Notices::Relayed);
    assert_eq!(stream.next_news().await.name, "resync");
    move_to(&at_one, &id, "Brest").await;
    stream.next_where(|event| event.name == "prospect" && event.data["idProspect"] == *id).await;
}

#[tokio::test]
async fn a_stream_ends_once_its_instance_hears_of_the_logout_that_it_missed() {
    let (pair, proxy) = Pair::with_proxy().await;
    let [at_one, at_two] = pair.admin().await;
    let mut stream = Stream::open(&at_two).await;
    pair.until_listening(2).await;
    proxy.treat(Notices::Refused);
    pair.until_listening(1).await;
    at_one.post("/api/auth/logout", json!({})).await.expect(204);
    proxy.treat(Notices::Relayed);
    stream.expect_end().await;
}

#[tokio::test]
async fn a_change_that_an_instance_could_not_tell_is_told_later() {
    let (pair, proxy) = Pair::with_proxy().await;
    let [at_one, at_two] = pair.admin().await;
    let id = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let mut stream = Stream::open(&at_one).await;
    pair.until_listening(2).await;
    // The notice leaves and does not arrive; then the connection is lost.
    proxy.treat(Notices::HeldUp);
    move_to(&at_two, &id, "Lyon").await;
    proxy.treat(Notices::Refused);
    pair.until_listening(1).await;
    proxy.treat(Notices::Relayed);
    stream.next_where(|event| event.name == "prospect" && event.data["idProspect"] == *id).await;
}

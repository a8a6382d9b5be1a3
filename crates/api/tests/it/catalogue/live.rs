//! Open pages hear of changes of the catalogue.

use serde_json::json;

use super::requests::{SESSIONS, new_session, patch};
use crate::instances::pair::Pair;
use crate::support::stream::Stream;

#[tokio::test]
async fn the_pages_of_both_instances_hear_of_a_change() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    at_one.post(SESSIONS, new_session("Septembre 2027")).await.expect(201);
    for stream in &mut streams {
        assert_eq!(stream.next_of("catalogue").await.data, json!({}));
    }
}

#[tokio::test]
async fn records_are_read_again_when_the_name_of_a_formation_changes() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    patch(&at_two, "/api/formations/CAP_BJ", &json!({ "nom": "CAP Bijouterie" })).await.expect(200);
    for stream in &mut streams {
        // In any order: the other instance may hear of both at once.
        let one = stream.next_where(|event| matches!(event.name.as_str(), "catalogue" | "prospect")).await;
        let other = if one.name == "catalogue" { "prospect" } else { "catalogue" };
        let other = stream.next_of(other).await;
        let records = if one.name == "prospect" { one } else { other };
        assert_eq!(records.data, json!({ "idProspect": null }));
    }
}

#[tokio::test]
async fn an_admin_alone_hears_of_the_catalogue() {
    let pair = Pair::at_work().await;
    let [at_one, _] = pair.admin().await;
    let trainer = pair.one.login("lea@ecole.example", "Léa", "FORMATEUR").await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&trainer).await];
    at_one.post(SESSIONS, new_session("Septembre 2027")).await.expect(201);
    streams[0].next_of("catalogue").await;
    // An instance sends a change to all its streams at once.
    assert_eq!(streams[1].next_where(|event| event.name != "compteurs").await.name, "battement");
}

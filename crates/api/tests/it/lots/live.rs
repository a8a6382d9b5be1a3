//! Open pages follow a lot.

use serde_json::{Value, json};

use super::{launch, people, rehearse};
use crate::instances::pair::Pair;
use crate::support::stream::Stream;

#[tokio::test]
async fn the_pages_of_both_instances_follow_a_lot_to_its_end() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let ids = people(&pair.one.db, 60).await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    let lot = rehearse(&at_one, "RELANCE", json!({ "relanceLe": "2026-11-12" }), &ids).await;
    for stream in &mut streams {
        let event = stream.next_of("lot").await;
        assert_eq!(event.data, lot);
        assert_eq!(event.id, None);
    }
    launch(&at_one, &lot).await.expect(202);
    for stream in &mut streams {
        let (mut told, mut done) = (0, 0);
        loop {
            let now: Value = stream.next_of("lot").await.data;
            told += 1;
            let fait = now["resultats"]["FAIT"].as_i64().unwrap_or_default();
            assert!(fait >= done, "the progress goes forward");
            done = fait;
            if now["etat"] == "TERMINE" {
                break;
            }
        }
        assert_eq!(done, 60);
        assert!(told < 30, "told {told} times: the rows are told together");
    }
}

#[tokio::test]
async fn an_admin_alone_hears_of_a_lot() {
    let pair = Pair::at_work().await;
    let [at_one, _] = pair.admin().await;
    let trainer = pair.one.login("lea@ecole.example", "Léa", "FORMATEUR").await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&trainer).await];
    let ids = people(&pair.one.db, 1).await;
    rehearse(&at_one, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids).await;
    streams[0].next_of("lot").await;
    assert_eq!(streams[1].next_where(|event| event.name != "compteurs").await.name, "battement");
}

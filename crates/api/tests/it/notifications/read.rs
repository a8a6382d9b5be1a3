//! Read marks, and unread counts.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::{Value, json};

use super::rows::{notify, notify_many};
use crate::intake::coordinates::waiting;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

const READ: &str = "/api/notifications/lues";

async fn unread(client: &Client) -> Value {
    client.get("/api/notifications/compteurs").await.expect(200).body.clone()
}

async fn mark(client: &Client, body: Value) -> Answer {
    client.post(READ, body).await
}

#[tokio::test]
async fn some_are_marked_by_their_ids() {
    let app = TestApp::start().await;
    notify_many(&app.db, 5).await;
    let admin = app.admin().await;
    assert_eq!(unread(&admin).await, json!({ "nonLues": 5 }));
    mark(&admin, json!({ "ids": [1, 4] })).await.expect(204);
    assert_eq!(unread(&admin).await, json!({ "nonLues": 3 }));
}

#[tokio::test]
async fn all_up_to_one_are_marked_by_its_id() {
    let app = TestApp::start().await;
    notify_many(&app.db, 5).await;
    let admin = app.admin().await;
    mark(&admin, json!({ "jusqua": 3 })).await.expect(204);
    let left = admin.get("/api/notifications?nonLues=true").await;
    let left: Vec<_> =
        left.body["data"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(left, [5, 4]);
}

#[tokio::test]
async fn twice_is_as_good_as_once() {
    let app = TestApp::start().await;
    notify_many(&app.db, 5).await;
    let admin = app.admin().await;
    for body in [
        json!({ "ids": [1, 1, 2] }),
        json!({ "ids": [2, 1] }),
        json!({ "jusqua": 2 }),
        json!({ "jusqua": 2 }),
    ] {
        mark(&admin, body).await.expect(204);
        assert_eq!(unread(&admin).await, json!({ "nonLues": 3 }));
    }
}

#[tokio::test]
async fn marking_at_the_same_instant_is_marking_once() {
    let app = TestApp::start().await;
    notify_many(&app.db, 50).await;
    let admin = app.admin().await;
    let ids: Vec<i64> = (1..=40).collect();
    let clicks = (0..8)
        .map(|n| mark(&admin, if n % 2 == 0 { json!({ "jusqua": 40 }) } else { json!({ "ids": ids }) }));
    for answer in futures_util::future::join_all(clicks).await {
        answer.expect(204);
    }
    assert_eq!(unread(&admin).await, json!({ "nonLues": 10 }));
}

#[tokio::test]
async fn a_notification_that_is_being_purged_is_left_out() {
    let app = TestApp::start().await;
    notify_many(&app.db, 6).await;
    let admin = app.admin().await;
    for (purged, body, left) in [(1, json!({ "jusqua": 2 }), 4), (3, json!({ "ids": [3, 4] }), 2)] {
        let mut purge = app.db.connect().await;
        purge.batch_execute(&format!("BEGIN; DELETE FROM notifications WHERE id = {purged}")).await.unwrap();
        let ended = async {
            waiting(&app, 1).await;
            purge.batch_execute("COMMIT").await.unwrap();
        };
        let (answer, ()) = tokio::join!(mark(&admin, body), ended);
        answer.expect(204);
        assert_eq!(unread(&admin).await, json!({ "nonLues": left }));
    }
}

#[tokio::test]
async fn exactly_one_way_to_say_which_is_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for body in [json!({}), json!({ "ids": [1], "jusqua": 1 }), json!({ "ids": null, "jusqua": null })] {
        mark(&admin, body).await.expect_field("ids", "UN_SEUL");
    }
}

#[tokio::test]
async fn a_malformed_request_says_which_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    mark(&admin, json!({ "ids": ["1"] })).await.expect_field("ids[0]", "TYPE_INVALIDE");
    mark(&admin, json!({ "ids": 1 })).await.expect_field("ids", "TYPE_INVALIDE");
    mark(&admin, json!({ "jusqua": 1.5 })).await.expect_field("jusqua", "TYPE_INVALIDE");
    mark(&admin, json!({ "jusqua": 18_446_744_073_709_551_615_u64 }))
        .await
        .expect_field("jusqua", "TYPE_INVALIDE");
    mark(&admin, json!({ "toutes": true })).await.expect_field("toutes", "CHAMP_INCONNU");
    mark(&admin, json!({ "ids": (1..=1_001).collect::<Vec<i64>>() })).await.expect_field("ids", "LONGUEUR");
    mark(&admin, json!({ "ids": (1..=1_000).collect::<Vec<i64>>() })).await.expect(204);
}

#[tokio::test]
async fn what_is_not_there_or_for_others_is_passed_over() {
    let app = TestApp::start().await;
    let (own, others) = (notify(&app.db, "FORMATEUR", "a").await, notify(&app.db, "ADMIN", "b").await);
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    mark(&trainer, json!({ "ids": [others, 999, -1, i64::MAX, own] })).await.expect(204);
    mark(&trainer, json!({ "jusqua": i64::MAX })).await.expect(204);
    assert_eq!(unread(&trainer).await, json!({ "nonLues": 0 }));
    assert_eq!(app.db.count("SELECT count(*) AS count FROM notifications_lues").await, 1);
}

#[tokio::test]
async fn each_person_has_an_own_count() {
    let app = TestApp::start().await;
    notify(&app.db, "ADMIN", "a").await;
    notify(&app.db, "TOUS", "b").await;
    notify(&app.db, "ELEVE", "c").await;
    let (sophie, luc) = (app.admin().await, app.login("luc@ecole.example", "Luc", "ADMIN").await);
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    mark(&sophie, json!({ "ids": [2] })).await.expect(204);
    assert_eq!(unread(&sophie).await, json!({ "nonLues": 1 }));
    assert_eq!(unread(&luc).await, json!({ "nonLues": 2 }));
    assert_eq!(unread(&trainer).await, json!({ "nonLues": 1 }));
}

#[tokio::test]
async fn one_that_becomes_visible_late_with_a_small_id_stays_unread() {
    use diesel_async::SimpleAsyncConnection as _;
    let app = TestApp::start().await;
    let mut slow = app.db.connect().await;
    slow.batch_execute(&format!("BEGIN; {}", super::rows::insertion("ADMIN", "tardive"))).await.unwrap();
    let later = notify(&app.db, "ADMIN", "suivante").await;
    let admin = app.admin().await;
    mark(&admin, json!({ "jusqua": later })).await.expect(204);
    slow.batch_execute("COMMIT").await.unwrap();
    assert_eq!(unread(&admin).await, json!({ "nonLues": 1 }));
}

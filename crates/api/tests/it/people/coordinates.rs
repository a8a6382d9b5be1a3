//! An address is of one person, whoever writes and whenever.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use super::records::{add, added, change_any, everything, id_of, marie, marie_with, read};
use crate::reading::rows;
use crate::support::app::{TestApp, until};

/// Waits until so many transactions of the test's database wait for a lock.
async fn waiting(app: &TestApp, n: i64) {
    let sql = "SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until(async || (app.db.count(sql).await == n).then_some(())).await;
}

#[tokio::test]
async fn the_address_of_another_record_is_422_and_names_it() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let marie = added(&n8n, marie()).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let before = everything(&app.db).await;
    for email in ["marie@exemple.fr", " MARIE@Exemple.fr "] {
        let answer = change_any(&n8n, &paul, json!({ "emails": ["paul@exemple.fr", email] })).await;
        answer.expect_field("emails[1]", "EMAIL_DEJA_UTILISE");
        assert!(answer.body["detail"].as_str().unwrap().contains(&marie), "{}", answer.body);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn the_place_that_is_told_is_the_one_that_was_typed() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    added(&n8n, marie()).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let emails = json!(["paul@exemple.fr", "", "PAUL@exemple.fr", "marie@exemple.fr"]);
    let answer = change_any(&n8n, &paul, json!({ "emails": emails })).await;
    answer.expect_field("emails[3]", "EMAIL_DEJA_UTILISE");
}

#[tokio::test]
async fn every_address_of_others_is_told_at_once() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    added(&n8n, marie_with("emails", json!(["bureau@exemple.fr"]))).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let emails = json!(["marie@exemple.fr", "paul@exemple.fr", "bureau@exemple.fr"]);
    let answer = change_any(&n8n, &paul, json!({ "emails": emails })).await;
    answer.expect_field("emails[0]", "EMAIL_DEJA_UTILISE").expect_field("emails[2]", "EMAIL_DEJA_UTILISE");
}

#[tokio::test]
async fn ones_own_addresses_are_no_others() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie_with("emails", json!(["bureau@exemple.fr"]))).await;
    let emails = json!(["bureau@exemple.fr", "marie@exemple.fr"]);
    let answer = change_any(&n8n, &id, json!({ "emails": emails })).await;
    assert_eq!(answer.expect(200).body["emails"], emails);
    assert_eq!(answer.body["email"], "bureau@exemple.fr");
}

#[tokio::test]
async fn an_address_that_two_records_have_always_had_may_stay() {
    let app = TestApp::start().await;
    let emails = json!(["famille@exemple.fr"]);
    let id = rows::add(&app.db, json!({ "emails": emails })).await;
    rows::add(&app.db, json!({ "emails": emails })).await;
    change_any(&app.n8n_client(), &id, json!({ "emails": emails, "ville": "Brest" })).await.expect(200);
}

#[tokio::test]
async fn an_address_in_common_does_not_give_away_the_others() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({ "emails": ["famille@exemple.fr"] })).await;
    rows::add(&app.db, json!({ "emails": ["famille@exemple.fr", "marie@exemple.fr"] })).await;
    let emails = json!(["famille@exemple.fr", "marie@exemple.fr"]);
    let answer = change_any(&app.n8n_client(), &id, json!({ "emails": emails })).await;
    answer.expect_field("emails[1]", "EMAIL_DEJA_UTILISE");
}

#[tokio::test]
async fn a_freed_address_may_be_another_persons() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = added(&n8n, marie_with("telephone", json!("06 39 98 00 01"))).await;
    change_any(&n8n, &first, json!({ "emails": [] })).await.expect(200);
    let second = added(&n8n, marie()).await;
    assert_ne!(second, first);
}

#[tokio::test]
async fn an_address_that_two_take_at_the_same_instant_is_one_persons() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let zoe = added(&n8n, json!({ "nom": "Zola", "email": "zoe@exemple.fr" })).await;
    let (one, two, three) = tokio::join!(
        change_any(&n8n, &paul, json!({ "emails": ["paul@exemple.fr", "marie@exemple.fr"] })),
        change_any(&n8n, &zoe, json!({ "emails": ["zoe@exemple.fr", "marie@exemple.fr"] })),
        add(&n8n, marie()),
    );
    assert!(one.status.as_u16() < 500 && two.status.as_u16() < 500, "{} {}", one.body, two.body);
    assert!(matches!(three.status.as_u16(), 200 | 201), "{}", three.body);
    let owners = "SELECT count(*) AS count FROM prospects WHERE 'marie@exemple.fr' = ANY (emails)";
    assert_eq!(app.db.count(owners).await, 1);
}

#[tokio::test]
async fn a_change_and_somebody_who_writes_again_do_not_wait_for_each_other() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    // The record is held until both have come as far as they can.
    let mut holder = app.db.connect().await;
    holder.batch_execute("BEGIN; SELECT FROM prospects FOR UPDATE").await.unwrap();
    let emails = json!({ "emails": ["marie@exemple.fr", "bureau@exemple.fr"] });
    let (changed, again, ()) = tokio::join!(
        change_any(&n8n, &id, emails),
        async {
            waiting(&app, 1).await;
            add(&n8n, marie_with("telephone", json!("06 39 98 00 01"))).await
        },
        async {
            waiting(&app, 2).await;
            holder.batch_execute("COMMIT").await.unwrap();
        },
    );
    changed.expect(200);
    assert_eq!(id_of(again.expect(200)), id);
    let record = read(&app.admin().await, &id).await.body;
    assert_eq!(record["emails"], json!(["marie@exemple.fr", "bureau@exemple.fr"]));
    assert_eq!(record["telephones"], json!(["+33639980001"]));
}

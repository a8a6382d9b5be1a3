//! Addresses of a record: its own, and shared ones.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use super::records::{add, added, change_any, id_of, marie, marie_with, read};
use crate::reading::rows;
use crate::support::app::{TestApp, until};

/// Waits until this number of transactions of the test's database wait for a lock.
pub(crate) async fn waiting(app: &TestApp, n: i64) {
    let sql = "SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until(async || (app.db.count(sql).await == n).then_some(())).await;
}

#[tokio::test]
async fn the_address_of_another_record_is_taken_and_the_answer_names_that_record() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let marie = added(&n8n, marie()).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let emails = json!(["paul@exemple.fr", " MARIE@Exemple.fr "]);
    let answer = change_any(&n8n, &paul, json!({ "emails": emails })).await;
    assert_eq!(answer.expect(200).body["emails"], json!(["paul@exemple.fr", "marie@exemple.fr"]));
    let shared = json!([{ "idProspect": marie, "nom": "Dumitru", "prenom": "Marie", "champs": ["emails"], "distincte": false }]);
    for record in [answer.body, read(&app.admin().await, &paul).await.body] {
        assert_eq!((&record["adressePartageeAvec"], &record["partages"]), (&json!([marie]), &shared));
    }
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
async fn a_freed_address_may_be_another_persons() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = added(&n8n, marie_with("telephone", json!("06 39 98 00 01"))).await;
    change_any(&n8n, &first, json!({ "emails": [] })).await.expect(200);
    let second = added(&n8n, marie()).await;
    assert_ne!(second, first);
}

#[tokio::test]
async fn an_address_that_three_take_at_the_same_instant_is_told_by_all_of_them() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let zoe = added(&n8n, json!({ "nom": "Zola", "email": "zoe@exemple.fr" })).await;
    let (one, two, three) = tokio::join!(
        change_any(&n8n, &paul, json!({ "emails": ["paul@exemple.fr", "marie@exemple.fr"] })),
        change_any(&n8n, &zoe, json!({ "emails": ["zoe@exemple.fr", "marie@exemple.fr"] })),
        add(&n8n, marie()),
    );
    let marie = id_of(three.expect(201));
    one.expect(200);
    two.expect(200);
    let admin = app.admin().await;
    for id in [&paul, &zoe, &marie] {
        let told = read(&admin, id).await.body["adressePartageeAvec"].as_array().unwrap().len();
        assert_eq!(told, 2, "{id}");
    }
}

#[tokio::test]
async fn a_change_and_somebody_who_writes_again_do_not_wait_for_each_other() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    // The record stays locked until both requests wait.
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

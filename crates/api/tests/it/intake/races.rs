//! Concurrent incoming data, oppositions and anonymisations.

use std::collections::HashSet;

use diesel_async::SimpleAsyncConnection as _;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::coordinates::waiting;
use super::records::{add, added, count, id_of};
use crate::rgpd::person::{ANONYMISE, KEY};
use crate::support::app::TestApp;
use crate::support::client::Answer;

/// Runs `first`, pauses it while it writes the opposition list, and lets `second` run as far as it can.
async fn while_the_list_is_written(
    app: &TestApp,
    first: impl Future<Output = Answer>,
    second: impl Future<Output = Answer>,
) -> (Answer, Answer) {
    let mut holder = app.db.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE oppositions IN SHARE MODE").await.unwrap();
    let (first, second, ()) = tokio::join!(
        first,
        async {
            waiting(app, 1).await;
            second.await
        },
        async {
            waiting(app, 2).await;
            holder.batch_execute("COMMIT").await.unwrap();
        },
    );
    (first, second)
}

async fn with_list() -> TestApp {
    TestApp::setup().set("RGPD_HMAC_KEY", KEY).start().await
}

fn paul() -> Value {
    json!({ "nom": "Petit", "prenom": "Paul", "email": "paul@exemple.example", "telephone": "06 39 98 00 01" })
}

#[tokio::test]
async fn a_number_that_is_being_opposed_lets_nobody_in_who_has_an_address_too() {
    let app = with_list().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let oppose = admin.post("/api/rgpd/oppositions", json!({ "telephone": "06 39 98 00 01" }));
    let (opposed, refused) = Box::pin(while_the_list_is_written(&app, oppose, add(&n8n, paul()))).await;
    assert_eq!(opposed.expect(201).body["fiches"], json!([]));
    refused.expect_problem(409, "OPPOSITION");
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_mailbox_that_is_being_opposed_lets_nobody_in_with_a_tag() {
    let app = with_list().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let oppose = admin.post("/api/rgpd/oppositions", json!({ "email": "paul@exemple.example" }));
    let tagged = json!({ "nom": "Petit", "email": "paul+1@exemple.example" });
    let (opposed, refused) = Box::pin(while_the_list_is_written(&app, oppose, add(&n8n, tagged))).await;
    assert_eq!(opposed.expect(201).body["fiches"], json!([]));
    refused.expect_problem(409, "OPPOSITION");
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn somebody_who_is_being_anonymised_by_opposition_does_not_come_in_again() {
    let app = with_list().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let sibling = json!({ "nom": "Petit", "prenom": "Zoé", "email": "paul@exemple.example" });
    for (rank, again) in [paul(), sibling].into_iter().enumerate() {
        app.db.execute("DELETE FROM oppositions").await;
        let id = added(&n8n, paul()).await;
        let anonymise = admin.post(ANONYMISE, json!({ "ids": [id], "motif": "OPPOSITION" }));
        let (done, refused) = Box::pin(while_the_list_is_written(&app, anonymise, add(&n8n, again))).await;
        assert_eq!(done.expect(200).body["data"][0]["resultat"], "ANONYMISEE");
        refused.expect_problem(409, "OPPOSITION");
        let left = "SELECT count(*) AS count FROM prospects WHERE date_anonymisation IS NULL";
        assert_eq!(app.db.count(left).await, 0, "{rank}");
    }
}

#[tokio::test]
async fn one_person_who_comes_by_twenty_ways_at_the_same_instant_has_one_record() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let ways = [
        json!({ "nom": "Petit", "prenom": "Paul", "email": "paul@exemple.example", "telephone": "0639980001" }),
        json!({ "nom": "PAUL", "prenom": "petit", "telephone": "+33 6 39 98 00 01" }),
        json!({ "nom": "Petit", "prenom": "P.", "emails": ["p@exemple.example", "paul@exemple.example"], "telephone": "06 39 98 00 01" }),
        json!({ "nom": "Paul Petit", "telephone": "06 39 98 00 01", "email": "bureau@exemple.example" }),
    ];
    let answers = join_all((0..20).map(|rank| add(&n8n, ways[rank % ways.len()].clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().map(id_of).collect::<HashSet<_>>().len(), 1);
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn siblings_who_come_at_the_same_instant_have_a_record_each() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let person = |rank: usize| {
        let prenom = ["Emmy", "Nicolas"][rank % 2];
        json!({ "nom": "Barbier", "prenom": prenom, "email": "fam@exemple.example", "resumeIa": prenom })
    };
    let answers = join_all((0..12).map(|rank| add(&n8n, person(rank)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 2, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.body["prenom"] == answer.body["resumeIa"]), "{answers:?}");
    assert_eq!(count(&app.db).await, 2);
}

#[tokio::test]
async fn twelve_people_with_crossed_addresses_and_numbers_do_not_wait_for_each_other_for_ever() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let person = |rank: usize| {
        let (one, other) = (rank % 3, (rank + 1 + rank / 6) % 3);
        let prenom = ["Emmy", "Nicolas", "Lina", ""][rank % 4];
        json!({
            "nom": "Barbier", "prenom": prenom,
            "emails": [format!("m{one}@exemple.example"), format!("m{other}@exemple.example")],
            "telephones": [format!("06 39 98 00 0{other}"), format!("06 39 98 00 0{one}")],
        })
    };
    let answers = join_all((0..12).map(|rank| add(&n8n, person(rank)))).await;
    assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 201)), "{answers:?}");
    assert!(count(&app.db).await <= 4);
}

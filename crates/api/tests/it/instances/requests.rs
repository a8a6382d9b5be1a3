//! Requests give equal results on any instance.

use std::collections::HashSet;

use n8n_sim::{Fault, FaultMode};
use serde_json::{Value, json};

use super::pair::{CONVERT, Pair, conversion};
use crate::support::app::{TestApp, until};
use crate::support::data;
use crate::support::stream::Stream;

#[tokio::test]
async fn a_conversion_goes_through_whichever_instance_answers() {
    let pair = Pair::at_work().await;
    let prospect = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let admin = pair.round_robin().await;
    admin.get(&format!("/api/prospects/{prospect}/conversion-status")).await.expect(200);
    let asked = admin.post(CONVERT, conversion(&prospect)).await;
    let location = asked.expect(202).headers["location"].to_str().unwrap().to_owned();
    let ended = until(async || {
        let action = admin.get(&location).await.expect(200).body.clone();
        (action["statutAction"] != "EN_COURS").then_some(action)
    })
    .await;
    assert_eq!(ended["statutAction"], "TERMINEE", "{ended}");
    for _ in 0..2 {
        let record = admin.get(&format!("/api/prospects/{prospect}")).await.expect(200).body.clone();
        assert_eq!(record["statutProspect"], "CANDIDAT");
        assert_eq!(record["candidat"]["numeroDossier"], ended["resultat"]["numeroDossier"]);
        assert_eq!(admin.get("/api/candidats").await.body["data"][0]["idProspect"], Value::from(&*prospect));
        admin.post(CONVERT, conversion(&prospect)).await.expect_problem(409, "DEJA_CANDIDAT");
    }
    assert_eq!(pair.one.n8n.calls().len(), 1);
}

#[tokio::test]
async fn each_action_is_dispatched_once_while_both_work() {
    let pair = Pair::at_work().await;
    let admin = pair.round_robin().await;
    for prospect in data::prospects(&pair.one.db, 40).await {
        admin.post(&format!("/api/prospects/{prospect}/generate-devis"), json!({})).await.expect(202);
    }
    let ended = "SELECT count(*) AS count FROM conversions_en_cours
        WHERE statut_action = 'TERMINEE' AND tentatives = 1";
    until(async || (pair.one.db.count(ended).await == 40).then_some(())).await;
    let calls = pair.one.n8n.calls();
    let distinct: HashSet<_> = calls.iter().map(|call| call.headers["webhook-id"].clone()).collect();
    assert_eq!((calls.len(), distinct.len()), (40, 40));
    assert!(pair.two.n8n.calls().is_empty());
}

#[tokio::test]
async fn a_second_click_is_refused_by_the_other_instance() {
    let pair = Pair::with(TestApp::setup).await;
    let prospect = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let [at_one, at_two] = pair.admin().await;
    let first = at_one.post(CONVERT, conversion(&prospect)).await;
    let refused = at_two.post(CONVERT, conversion(&prospect)).await;
    refused.expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(refused.body["idConversion"], first.expect(202).body["idConversion"]);
}

#[tokio::test]
async fn a_click_repeated_at_the_other_instance_gets_the_first_answer() {
    let pair = Pair::with(TestApp::setup).await;
    let prospect = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let [at_one, at_two] = pair.admin().await;
    let first = at_one.post_once(CONVERT, "cle-1", conversion(&prospect)).await;
    let again = at_two.post_once(CONVERT, "cle-1", conversion(&prospect)).await;
    assert_eq!(first.expect(202).body, again.expect(202).body);
    assert_eq!(first.headers["location"], again.headers["location"]);
    let other = data::prospect(&pair.one.db, "Nguyen", "Anh").await;
    let answer = at_two.post_once(CONVERT, "cle-1", conversion(&other)).await;
    answer.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
}

#[tokio::test]
async fn one_click_at_both_instances_at_the_same_instant_is_one_action() {
    let pair = Pair::with(TestApp::setup).await;
    let prospect = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let [at_one, at_two] = pair.admin().await;
    let (one, two) = tokio::join!(
        at_one.post_once(CONVERT, "cle-1", conversion(&prospect)),
        at_two.post_once(CONVERT, "cle-1", conversion(&prospect)),
    );
    assert_eq!(one.expect(202).body, two.expect(202).body);
    let count = |what: &str| format!("SELECT {what} AS count FROM conversions_en_cours");
    assert_eq!(pair.one.db.count(&count("count(*)")).await, 1);
    let held = "SELECT retenues::bigint AS count FROM sessions WHERE id_session = 1";
    assert_eq!(pair.one.db.count(held).await, 1);
}

#[tokio::test]
async fn a_login_and_a_logout_hold_at_both_instances() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    assert_eq!(at_two.get("/api/auth/me").await.expect(200).body, at_one.get("/api/auth/me").await.body);
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    at_two.post("/api/auth/logout", json!({})).await.expect(204);
    for client in [&at_one, &at_two] {
        client.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    for stream in &mut streams {
        stream.expect_end().await;
    }
}

#[tokio::test]
async fn the_end_of_access_holds_at_the_other_instance_that_hears_no_notification() {
    // Without workers, no instance listens to NOTIFY.
    let pair = Pair::with(TestApp::setup).await;
    let [at_one, at_two] = pair.admin().await;
    let list = "/api/prospects";
    at_two.get(list).await.expect(200);
    pair.one.db.execute("UPDATE utilisateurs SET role = 'FORMATEUR'").await;
    at_two.get(list).await.expect_problem(403, "ACCES_REFUSE");
    pair.one.db.execute("UPDATE utilisateurs SET role = 'ADMIN', actif = false").await;
    at_two.get(list).await.expect_problem(401, "NON_AUTHENTIFIE");
    pair.one.db.execute("UPDATE utilisateurs SET actif = true").await;
    at_two.get(list).await.expect(200);
    at_one.post("/api/auth/logout", json!({})).await.expect(204);
    at_two.get(list).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn n8n_may_report_to_the_instance_that_did_not_start_the_action() {
    let pair = Pair::with(TestApp::setup).await;
    pair.one.n8n.faults().add(Fault::new(FaultMode::Silence).always()).unwrap();
    let prospect = data::prospect(&pair.one.db, "Dumitru", "Marie").await;
    let [at_one, _] = pair.admin().await;
    let asked = at_one.post(CONVERT, conversion(&prospect)).await;
    let id = &asked.expect(202).body["idConversion"];
    assert_eq!(pair.one.dispatch().await.calls, 1);
    let n8n = pair.two.n8n_client();
    let step = json!({ "idConversion": id, "etape": "Création du dossier Drive", "pourcentage": 60 });
    n8n.post("/api/prospects/conversion-progress", step).await.expect(204);
    let path = format!("/api/actions/{id}");
    assert_eq!(at_one.get(&path).await.body["etape"], "Création du dossier Drive");
    let end = json!({ "idConversion": id, "success": true, "numeroDossier": "DUMI05112026" });
    let taken = n8n.post("/api/prospects/conversion-complete", end.clone()).await;
    assert_eq!(taken.expect(200).body["dejaTraite"], false);
    // n8n did not get the response, and calls the other instance.
    let again = pair.one.n8n_client().post("/api/prospects/conversion-complete", end).await;
    assert_eq!(again.expect(200).body["dejaTraite"], true);
    assert_eq!(at_one.get(&path).await.body["statutAction"], "TERMINEE");
    assert_eq!(pair.one.db.count("SELECT count(*) AS count FROM candidats").await, 1);
}

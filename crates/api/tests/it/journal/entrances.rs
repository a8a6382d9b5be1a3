//! Masking of our own key in everything that n8n sends: it is stored nowhere.

use serde_json::json;

use super::rows::JOURNAL;
use crate::actions::scene::{PROGRESS, Scene, answering};
use crate::rgpd::traces::search;
use crate::support::app::{API_KEY, TestApp, WEBHOOK_SECRET};
use crate::support::log;

/// The mask that replaces the key.
const MASK: &str = "***";
/// The key in base64, and the decoded text of the signing secret.
const SPELLINGS: [&str; 2] =
    ["Y2xlLWRlLXRlc3QtMDEyMzQ1Njc4OS0wMTIzNDU2Nzg5", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];

/// Asserts that the key is nowhere in the database or the log, and that `brought` was stored.
async fn expect_nowhere(app: &TestApp, brought: &str) {
    let words: Vec<&str> = [API_KEY, WEBHOOK_SECRET].into_iter().chain(SPELLINGS).collect();
    let found = search(&app.db, &words).await;
    let left: Vec<_> = found.iter().filter(|(_, tables)| !tables.is_empty()).collect();
    assert!(left.is_empty(), "{left:?}");
    let there = search(&app.db, &[brought]).await;
    assert!(there.values().all(|tables| !tables.is_empty()), "{brought} was not kept");
    let log = log::kept();
    let told: Vec<_> = log.lines().filter(|line| words.iter().any(|word| line.contains(word))).collect();
    assert!(told.is_empty(), "{told:#?}");
}

fn with_key(text: &str) -> String {
    format!("{text} {API_KEY} {} {} {WEBHOOK_SECRET}", SPELLINGS[0], SPELLINGS[1])
}

#[tokio::test]
async fn our_key_in_the_report_of_a_failure_is_stored_nowhere() {
    log::keep();
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let failed = json!({ "idConversion": id, "success": false, "messageErreur": with_key("401 curcuma"),
        "nomNoeud": with_key("Nœud"), "workflowId": with_key("wf"), "executionId": with_key("ex") });
    scene.call_back(failed).await.expect(200);
    expect_nowhere(&scene.app, "curcuma ***").await;
    // A second failure is stored in the events only.
    let late = json!({ "idConversion": id, "success": false, "messageErreur": with_key("girofle") });
    scene.call_back(late).await.expect(200);
    expect_nowhere(&scene.app, MASK).await;
}

#[tokio::test]
async fn our_key_in_a_result_is_stored_nowhere() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let done = json!({ "idConversion": id, "success": true, "numeroDossier": "DUMI05112026",
        "lienDossierDrive": format!("https://drive.example/muscade?k={API_KEY}"), "workflowId": with_key("wf"),
        "executionId": with_key("ex") });
    scene.call_back(done).await.expect(200);
    expect_nowhere(&scene.app, "muscade?k=***").await;
}

#[tokio::test]
async fn our_key_in_a_step_is_stored_nowhere() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.n8n.post(PROGRESS, json!({ "idConversion": id, "etape": with_key("gingembre") })).await.expect(204);
    expect_nowhere(&scene.app, "gingembre ***").await;
}

#[tokio::test]
async fn our_key_in_a_reported_error_is_stored_nowhere() {
    log::keep();
    let app = TestApp::start().await;
    let report = json!({ "nomWorkflow": with_key("cardamome"), "nomNoeud": with_key("Nœud"),
        "messageErreur": with_key("Échec"), "donneesEntree": { API_KEY: [with_key("x"), { "k": with_key("y") }] } });
    app.n8n_client().post(JOURNAL, report).await.expect(201);
    expect_nowhere(&app, "cardamome ***").await;
}

#[tokio::test]
async fn our_key_in_the_answer_of_a_webhook_is_stored_nowhere() {
    let url = answering(&json!({ "executionId": with_key("fenugrec") })).await;
    let scene = Scene::with(TestApp::setup().set("N8N_WEBHOOK_BASE_URL", url)).await;
    scene.deliver().await;
    expect_nowhere(&scene.app, "fenugrec ***").await;
}

#[tokio::test]
async fn our_key_in_the_answer_of_a_canari_is_stored_nowhere() {
    let url = answering(&json!({ "canari": true, "workflowId": with_key("salsifis") })).await;
    let scene = Scene::with(TestApp::setup().set("N8N_WEBHOOK_BASE_URL", url)).await;
    scene.admin.post("/api/sante/canari", json!({})).await.expect(200);
    expect_nowhere(&scene.app, "salsifis ***").await;
}

#[tokio::test]
async fn the_log_names_neither_the_workflow_nor_the_node_of_a_reported_error() {
    log::keep();
    let app = TestApp::start().await;
    let report = json!({ "nomWorkflow": "Relance de Zénobie Topinambour", "nomNoeud": "Écrire à zenobie@exemple.example",
        "messageErreur": "Échec" });
    app.n8n_client().post(JOURNAL, report).await.expect(201);
    let log = log::kept();
    assert!(log.contains("n8n reports an error"));
    assert!(!log.contains("Zénobie") && !log.contains("zenobie@"), "{log}");
}

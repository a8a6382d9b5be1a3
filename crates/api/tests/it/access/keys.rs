//! Authentication of n8n by key.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{API_KEY, OTHER_KEY, TestApp};
use crate::support::client::{Answer, Client};

const CALLBACK: &str = "/api/prospects/conversion-progress";

/// Reports a step of an unknown action: a 404 means that the key was accepted.
async fn call(client: &Client) -> Answer {
    client.post(CALLBACK, json!({ "idConversion": 999, "etape": "Création du dossier" })).await
}

#[tokio::test]
async fn the_key_lets_n8n_in() {
    let app = TestApp::start().await;
    call(&app.n8n_client()).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_wrong_key_is_refused_however_near_it_is() {
    let app = TestApp::start().await;
    for key in [
        "",
        " ",
        "x",
        "cle-de-test-0123456789-012345678",
        "cle-de-test-0123456789-01234567890",
        "CLE-DE-TEST-0123456789-0123456789",
        "cle-de-test-0123456789-0123456789,cle-de-test-0123456789-0123456789",
    ] {
        let client = Client::new(&app.url).with_key(key);
        call(&client).await.expect_problem(401, "CLE_API_INVALIDE");
    }
}

#[tokio::test]
async fn a_key_that_is_no_text_is_refused() {
    let app = TestApp::start().await;
    let request = app.anonymous().request(Method::POST, CALLBACK).header("x-api-key", &b"\xff\xfe"[..]);
    Answer::read(request.json(&json!({}))).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn both_keys_are_taken_during_a_rotation() {
    let app = TestApp::setup().set("N8N_API_KEY_PRECEDENTE", OTHER_KEY).start().await;
    for key in [API_KEY, OTHER_KEY] {
        call(&Client::new(&app.url).with_key(key)).await.expect_problem(404, "INTROUVABLE");
    }
    call(&Client::new(&app.url).with_key("autre-cle")).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn after_the_rotation_the_previous_key_is_refused() {
    let app = TestApp::start().await;
    call(&Client::new(&app.url).with_key(OTHER_KEY)).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn n8n_needs_no_origin() {
    let app = TestApp::start().await;
    let request = app.n8n_client().bare_request(Method::POST, CALLBACK);
    let body = json!({ "idConversion": 999, "etape": "Création du dossier" });
    Answer::read(request.json(&body)).await.expect_problem(404, "INTROUVABLE");
}

/// Returns the entries of the error journal about refused keys.
async fn journal(app: &TestApp) -> Vec<Value> {
    let admin = app.admin().await;
    let answer = admin.get("/api/journal-erreurs?severite=WARNING").await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn whoever_tries_keys_waits_but_n8n_does_not() {
    let app = TestApp::start().await;
    let stranger = Client::new(&app.url).with_key("x");
    let answers = join_all((0..30).map(|_| call(&stranger))).await;
    let refused = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((refused(401), refused(429)), (20, 10));
    let answer = call(&stranger).await;
    answer.expect_problem(429, "TROP_DE_REQUETES");
    assert_eq!(answer.headers["retry-after"], "900");
    call(&app.n8n_client()).await.expect_problem(404, "INTROUVABLE");
    app.advance(TimeDelta::minutes(15));
    call(&stranger).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn wrong_keys_are_in_the_journal_once_an_hour_without_the_key() {
    let app = TestApp::start().await;
    let stranger = Client::new(&app.url).with_key("cle-devinee");
    for _ in 0..3 {
        call(&stranger).await.expect_problem(401, "CLE_API_INVALIDE");
    }
    let entries = journal(&app).await;
    assert_eq!(entries.len(), 1);
    assert!(entries[0]["messageErreur"].as_str().unwrap().contains("127.0.0.1"), "{entries:?}");
    assert!(!entries[0].to_string().contains("devinee"), "{entries:?}");
    app.advance(TimeDelta::minutes(60));
    call(&stranger).await.expect_problem(401, "CLE_API_INVALIDE");
    assert_eq!(journal(&app).await.len(), 2);
}

#[tokio::test]
async fn a_call_without_a_key_is_no_try() {
    let app = TestApp::start().await;
    for _ in 0..25 {
        call(&app.anonymous()).await.expect_problem(401, "CLE_API_INVALIDE");
    }
    assert_eq!(journal(&app).await.len(), 0);
}

#[tokio::test]
async fn tries_of_keys_do_not_keep_people_of_the_same_address_out() {
    let app = TestApp::start().await;
    let stranger = Client::new(&app.url).with_key("x");
    join_all((0..30).map(|_| call(&stranger))).await;
    app.admin().await.get("/api/auth/me").await.expect(200);
}

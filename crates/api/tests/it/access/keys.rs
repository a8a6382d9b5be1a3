//! n8n's key.

use reqwest::Method;
use serde_json::json;

use crate::support::app::{API_KEY, TestApp};
use crate::support::client::{Answer, Client};

const CALLBACK: &str = "/api/prospects/conversion-progress";

/// A step of an action that does not exist: 404 says that the key was taken.
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
    for key in ["", " ", "x", "cle-de-tes", "cle-de-test2", "CLE-DE-TEST", "cle-de-test,cle-de-test"] {
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
    let app = TestApp::setup().set("N8N_API_KEY_PRECEDENTE", "ancienne-cle").start().await;
    for key in [API_KEY, "ancienne-cle"] {
        call(&Client::new(&app.url).with_key(key)).await.expect_problem(404, "INTROUVABLE");
    }
    call(&Client::new(&app.url).with_key("autre-cle")).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn after_the_rotation_the_previous_key_is_refused() {
    let app = TestApp::start().await;
    call(&Client::new(&app.url).with_key("ancienne-cle")).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn n8n_needs_no_origin() {
    let app = TestApp::start().await;
    let request = app.n8n_client().bare_request(Method::POST, CALLBACK);
    let body = json!({ "idConversion": 999, "etape": "Création du dossier" });
    Answer::read(request.json(&body)).await.expect_problem(404, "INTROUVABLE");
}

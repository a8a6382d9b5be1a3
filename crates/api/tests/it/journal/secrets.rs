//! Masking of secrets in the error journal.

use serde_json::{Value, json};

use super::rows::{JOURNAL, entry};
use crate::support::app::{API_KEY, OTHER_KEY, TestApp, WEBHOOK_SECRET};

/// Reports an error with this data and message; returns the stored data.
async fn kept(app: &TestApp, donnees: Value, message: &str) -> Value {
    let body = json!({ "nomWorkflow": "Tri", "messageErreur": message, "donneesEntree": donnees });
    let answer = app.n8n_client().post(JOURNAL, body).await;
    let id = answer.expect(201).body["id"].as_i64().unwrap();
    let kept = entry(&app.admin().await, id).await;
    assert_eq!(answer.body, kept);
    kept
}

#[tokio::test]
async fn the_values_of_fields_that_name_a_secret_are_masked_at_any_depth() {
    let app = TestApp::start().await;
    let given = json!({
        "password": "x", "Mot de passe": "x", "motDePasse": "x", "secret": { "a": "x" }, "token": ["x"],
        "requete": [{ "headers": { "Authorization": "Bearer x", "Cookie": "a=x", "X-API-Key": "x", "api-key": 7,
            "accept": "text/html" }, "apiKey": null }],
        "email": "marie@exemple.example", "idConversion": 12,
    });
    let expected = json!({
        "password": "***", "Mot de passe": "***", "motDePasse": "***", "secret": "***", "token": "***",
        "requete": [{ "headers": { "Authorization": "***", "Cookie": "***", "X-API-Key": "***", "api-key": "***",
            "accept": "text/html" }, "apiKey": "***" }],
        "email": "marie@exemple.example", "idConversion": 12,
    });
    assert_eq!(kept(&app, given, "Échec").await["donneesEntree"], expected);
}

#[tokio::test]
async fn our_own_keys_are_masked_wherever_they_stand() {
    let app = TestApp::setup().set("N8N_API_KEY_PRECEDENTE", OTHER_KEY).start().await;
    let text = format!("curl -H 'x: {API_KEY}' puis {OTHER_KEY} et {WEBHOOK_SECRET}.");
    let entry = kept(&app, json!({ "commande": [text] }), &text).await;
    let masked = "curl -H 'x: ***' puis *** et ***.";
    assert_eq!(entry["messageErreur"], masked);
    assert_eq!(entry["donneesEntree"], json!({ "commande": [masked] }));
}

#[tokio::test]
async fn a_notification_shows_no_key() {
    let app = TestApp::start().await;
    kept(&app, Value::Null, &format!("401 avec {API_KEY}")).await;
    let shown = app.db.text("SELECT message AS text FROM notifications").await;
    assert_eq!(shown.as_deref(), Some("Tri : 401 avec ***"));
}

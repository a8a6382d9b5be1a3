//! Webhooks to n8n match the document.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::contract::{DOCUMENT, expect_valid};
use crate::support::data;

/// Returns the schema of a webhook's body.
fn schema(webhook: &str) -> &'static Value {
    &DOCUMENT["webhooks"][webhook]["post"]["requestBody"]["content"]["application/json"]["schema"]
}

/// Requests an action and calls its webhook; returns the body that n8n received.
async fn received(app: &TestApp, path: &str, body: Value) -> Value {
    app.admin().await.post(path, body).await.expect(202);
    assert_eq!(app.dispatch().await.calls, 1);
    app.n8n.calls().pop().expect("a call").body
}

/// Starts an instance with a prospect.
async fn start() -> (TestApp, String) {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    (app, prospect)
}

/// Checks a body against its schema: required fields, and no unknown ones.
fn expect_call(webhook: &str, body: &Value) {
    expect_valid(webhook, schema(webhook), body);
    let example =
        &DOCUMENT["webhooks"][webhook]["post"]["requestBody"]["content"]["application/json"]["example"];
    for field in body.as_object().unwrap().keys() {
        assert!(example.get(field).is_some(), "{webhook}: the document does not know {field}");
    }
}

#[tokio::test]
async fn a_conversion_is_sent_as_the_document_says() {
    let (app, prospect) = start().await;
    let asked = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ", "idSession": 1 });
    expect_call("convertirCandidat", &received(&app, "/api/prospects/convertir-candidat", asked).await);
}

#[tokio::test]
async fn a_form_is_sent_as_the_document_says() {
    let (app, prospect) = start().await;
    let path = format!("/api/prospects/{prospect}/send-dossier");
    expect_call("envoyerDossier", &received(&app, &path, json!({})).await);
}

#[tokio::test]
async fn a_form_for_who_wishes_for_no_formation_is_sent_as_the_document_says() {
    let (app, prospect) = start().await;
    app.db.execute("UPDATE prospects SET formation_souhaitee = NULL, mode_financement = NULL").await;
    let path = format!("/api/prospects/{prospect}/send-dossier");
    expect_call("envoyerDossier", &received(&app, &path, json!({})).await);
}

#[tokio::test]
async fn a_quote_is_asked_as_the_document_says() {
    let (app, prospect) = start().await;
    let path = format!("/api/prospects/{prospect}/generate-devis");
    expect_call("genererDevis", &received(&app, &path, json!({})).await);
}

#[tokio::test]
async fn an_email_is_asked_as_the_document_says() {
    let (app, prospect) = start().await;
    let path = format!("/api/prospects/{prospect}/send-email");
    expect_call("envoyerEmail", &received(&app, &path, json!({ "typeEmail": "RELANCE" })).await);
}

#[test]
fn what_a_workflow_is_called_with_is_signed_and_says_where_to_report() {
    for (name, item) in DOCUMENT["webhooks"].as_object().unwrap() {
        let post = &item["post"];
        let headers: Vec<_> = post["parameters"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(headers, ["webhook-id", "webhook-timestamp", "webhook-signature"], "{name}");
        assert_eq!(post["security"], json!([{ "cleApi": [] }]), "{name}");
        // A canari has no callback.
        assert_eq!(post["callbacks"].is_object(), name != "canari", "{name}");
    }
}

#[tokio::test]
async fn a_call_names_the_service_and_its_version() {
    let (app, prospect) = start().await;
    received(&app, &format!("/api/prospects/{prospect}/generate-devis"), json!({})).await;
    let agent = &app.n8n.calls().pop().expect("a call").headers["user-agent"];
    assert_eq!(*agent, format!("admissions/{}", env!("CARGO_PKG_VERSION")));
}

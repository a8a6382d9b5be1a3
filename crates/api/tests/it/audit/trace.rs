//! Helpers to read the audit log of a record.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::db::TestDb;

/// Returns the path of a record's audit log.
pub(crate) fn path(id: &str) -> String {
    format!("/api/prospects/{id}/audit")
}

/// Returns the entries of a record, newest first.
pub(crate) async fn entries(client: &Client, id: &str) -> Vec<Value> {
    let answer = client.get(&format!("{}?limit=100", path(id))).await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns operations and authors, oldest first.
pub(crate) async fn story(client: &Client, id: &str) -> Vec<(String, String)> {
    let word = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let entries = entries(client, id).await;
    entries.iter().rev().map(|entry| (word(entry, "operation"), word(entry, "auteur"))).collect()
}

/// Builds the expected value of [`story`].
pub(crate) fn told(story: &[(&str, &str)]) -> Vec<(String, String)> {
    story.iter().map(|(what, who)| ((*what).to_owned(), (*who).to_owned())).collect()
}

/// Counts all entries.
pub(crate) async fn count(db: &TestDb) -> i64 {
    db.count("SELECT count(*) AS count FROM audit_prospects").await
}

/// Records an email as n8n does.
pub(crate) async fn log_email(app: &TestApp, id: &str, message_id: &str) -> u16 {
    let body = json!({ "sens": "ENTRANT", "objet": "Bonjour", "expediteur": "marie@exemple.example",
        "destinataire": "admissions@ecole.example", "messageId": message_id });
    app.n8n_client().post(&format!("/api/prospects/{id}/emails"), body).await.status.as_u16()
}

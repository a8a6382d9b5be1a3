//! The canari of each workflow, and what admins read of the whole.

mod breaker;
mod canari;
mod changes;
mod plans;
mod report;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;

/// Where a canari is asked.
const CANARI: &str = "/api/sante/canari";
/// Where the whole is read.
const SANTE: &str = "/api/sante";

/// Sends a canari to the workflow of quotes; returns what came of it.
async fn ping(admin: &Client) -> Value {
    let answer = admin.post(CANARI, json!({ "typeAction": "GENERER_DEVIS" })).await.expect(200).body.clone();
    assert_eq!(answer["data"].as_array().unwrap().len(), 1, "{answer}");
    answer["data"][0].clone()
}

/// Sends a canari to every workflow.
async fn ping_all(admin: &Client) -> Vec<Value> {
    admin.post(CANARI, json!({})).await.expect(200).body["data"].as_array().unwrap().clone()
}

/// What the report says of the workflow of an action.
async fn workflow(admin: &Client, type_action: &str) -> Value {
    let report = admin.get(SANTE).await.expect(200).body.clone();
    let all = report["workflows"].as_array().unwrap().clone();
    all.into_iter().find(|one| one["typeAction"] == type_action).unwrap()
}

/// How many canaris n8n received.
fn canaris(app: &TestApp) -> usize {
    app.n8n.calls().iter().filter(|call| call.canari).count()
}

//! Canaris of the workflows, and the health report.

mod breaker;
mod canari;
mod changes;
pub(crate) mod plans;
mod report;
mod silence;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;

/// Path of canaris.
const CANARI: &str = "/api/sante/canari";
/// Path of the health report.
const SANTE: &str = "/api/sante";

/// Sends a canari to the workflow of quotes; returns its result.
async fn ping(admin: &Client) -> Value {
    let answer = admin.post(CANARI, json!({ "typeAction": "GENERER_DEVIS" })).await.expect(200).body.clone();
    assert_eq!(answer["data"].as_array().unwrap().len(), 1, "{answer}");
    answer["data"][0].clone()
}

/// Sends a canari to every workflow.
async fn ping_all(admin: &Client) -> Vec<Value> {
    admin.post(CANARI, json!({})).await.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the workflow of an action in the report.
async fn workflow(admin: &Client, type_action: &str) -> Value {
    let report = admin.get(SANTE).await.expect(200).body.clone();
    let all = report["workflows"].as_array().unwrap().clone();
    all.into_iter().find(|one| one["typeAction"] == type_action).unwrap()
}

/// Counts the canaris that n8n received.
fn canaris(app: &TestApp) -> usize {
    app.n8n.calls().iter().filter(|call| call.canari).count()
}

//! Tests of the control API: rules, calls, callbacks.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Bench;
use n8n_sim::TypeAction;

async fn control(bench: &Bench, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let url = format!("{}{path}", bench.sim.base_url());
    let mut request = bench.client.request(method, url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null))
}

async fn add(bench: &Bench, rule: Value) -> (StatusCode, Value) {
    control(bench, Method::POST, "/control/faults", Some(rule)).await
}

/// Sends a quote for this prospect; returns the status.
async fn quote(bench: &Bench, id_prospect: &str, webhook_id: &str) -> u16 {
    let mut envelope = bench.envelope(TypeAction::GenererDevis);
    envelope["idProspect"] = json!(id_prospect);
    bench.post(TypeAction::GenererDevis, webhook_id, &envelope).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_probe_answers() {
    let bench = Bench::start();
    assert_eq!(control(&bench, Method::GET, "/healthz", None).await.0, 200);
}

#[tokio::test]
async fn a_rule_is_used_once_when_times_is_left_out() {
    let bench = Bench::start();
    assert_eq!(add(&bench, json!({ "mode": "status" })).await.0, 201);
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 500);
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 200);
}

#[tokio::test]
async fn a_rule_is_used_as_many_times_as_it_says() {
    let bench = Bench::start();
    add(&bench, json!({ "mode": "status", "status": 404, "times": 2 })).await;
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 404);
    assert_eq!(bench.sim.faults().list()[0].remaining, Some(1));
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 404);
    assert!(bench.sim.faults().list().is_empty());
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 200);
}

#[tokio::test]
async fn a_rule_without_end_lasts_until_it_is_removed() {
    let bench = Bench::start();
    let (_, rule) = add(&bench, json!({ "mode": "status", "times": null })).await;
    for _ in 0..3 {
        assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 500);
    }
    let path = format!("/control/faults/{}", rule["id"]);
    assert_eq!(control(&bench, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 200);
    assert_eq!(control(&bench, Method::DELETE, &path, None).await.0, 404);
}

#[tokio::test]
async fn rules_are_tried_in_order() {
    let bench = Bench::start();
    add(&bench, json!({ "mode": "status", "status": 404 })).await;
    add(&bench, json!({ "mode": "status", "status": 503 })).await;
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 404);
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 503);
}

#[tokio::test]
async fn a_rule_for_a_prospect_leaves_the_others_alone() {
    let bench = Bench::start();
    add(&bench, json!({ "mode": "status", "idProspect": "PROS_2" })).await;
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 200);
    assert_eq!(quote(&bench, "PROS_2", "conv_2").await, 500);
}

#[tokio::test]
async fn a_rule_for_an_action_leaves_the_others_alone() {
    let bench = Bench::start();
    add(&bench, json!({ "mode": "status", "typeAction": "CONVERTIR_CANDIDAT" })).await;
    assert_eq!(quote(&bench, "PROS_1", "conv_1").await, 200);
    assert_eq!(bench.convert().await.unwrap().status(), 500);
}

#[tokio::test]
async fn a_typing_mistake_in_a_rule_is_told() {
    let bench = Bench::start();
    let (status, answer) = add(&bench, json!({ "mode": "status", "delai": 3 })).await;
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().unwrap().contains("delai"));
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused() {
    let bench = Bench::start();
    assert_eq!(add(&bench, json!({ "mode": "status", "status": 99 })).await.0, 422);
    assert_eq!(add(&bench, json!({ "mode": "failure", "times": 0 })).await.0, 422);
    assert!(bench.sim.faults().list().is_empty());
}

#[tokio::test]
async fn rules_are_listed_and_cleared() {
    let bench = Bench::start();
    add(&bench, json!({ "mode": "timeout-but-runs", "times": 3 })).await;
    let (_, list) = control(&bench, Method::GET, "/control/faults", None).await;
    assert_eq!(list["data"][0]["mode"], "timeout-but-runs");
    assert_eq!(list["data"][0]["remaining"], 3);
    assert_eq!(list["default"], Value::Null);
    assert_eq!(control(&bench, Method::DELETE, "/control/faults", None).await.0, 204);
    assert!(bench.sim.faults().list().is_empty());
}

#[tokio::test]
async fn calls_and_callbacks_are_listed_then_cleared() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    bench.settle().await;
    let (_, calls) = control(&bench, Method::GET, "/control/calls", None).await;
    let call = &calls["data"][0];
    assert_eq!(call["headers"]["webhook-id"], "conv_42");
    assert_eq!(call["typeAction"], "CONVERTIR_CANDIDAT");
    assert_eq!(call["body"]["idProspect"], "PROS_1");
    assert_eq!(call["answer"]["status"], 200);
    let (_, callbacks) = control(&bench, Method::GET, "/control/callbacks", None).await;
    let result = callbacks["data"].as_array().unwrap().last().unwrap();
    assert_eq!((&result["kind"], &result["status"]), (&json!("complete"), &json!(200)));
    assert_eq!(result["answer"], json!({ "dejaTraite": false }));
    assert_eq!(control(&bench, Method::DELETE, "/control/calls", None).await.0, 204);
    assert!(bench.sim.calls().is_empty() && bench.sim.callbacks().is_empty());
}

#[tokio::test]
async fn a_cleared_journal_still_knows_the_webhooks_accepted() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    bench.settle().await;
    control(&bench, Method::DELETE, "/control/calls", None).await;
    bench.convert().await.unwrap();
    assert!(bench.sim.calls()[0].duplicate);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    add(&bench, json!({ "mode": "failure" })).await;
    assert_eq!(control(&bench, Method::POST, "/control/reset", None).await.0, 204);
    assert!(bench.sim.calls().is_empty() && bench.sim.callbacks().is_empty());
    assert!(bench.sim.faults().list().is_empty());
    bench.convert().await.unwrap();
    assert!(!bench.sim.calls()[0].duplicate);
}

#[tokio::test]
async fn every_mode_is_documented() {
    use clap::ValueEnum;
    let readme = include_str!("../../README.md");
    for mode in n8n_sim::FaultMode::value_variants() {
        let name = serde_json::to_value(mode).unwrap();
        let cell = format!("| `{}` |", name.as_str().unwrap());
        assert!(readme.contains(&cell), "README.md has no line for {cell}");
    }
}

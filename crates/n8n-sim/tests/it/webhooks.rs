//! Tests of webhooks: authentication, responses, start of workflows.

use n8n_sim::{Fault, FaultMode, Options, TypeAction};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use standardwebhooks::Webhook;

use crate::support::{Bench, KEY};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

fn signed_bench() -> Bench {
    Bench::with(Options { webhook_secret: Some(SECRET.to_owned().into()), ..Options::new(KEY) })
}

/// Builds the headers of a signed webhook; `signed` is the signed body.
fn signature(secret: &str, id: &str, age_s: i64, signed: &str) -> HeaderMap {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let timestamp = i64::try_from(now).unwrap() - age_s;
    let signature = Webhook::new(secret).unwrap().sign(id, timestamp, signed.as_bytes()).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("X-API-Key", KEY.parse().unwrap());
    headers.insert("webhook-id", id.parse().unwrap());
    headers.insert("webhook-timestamp", timestamp.to_string().parse().unwrap());
    headers.insert("webhook-signature", signature.parse().unwrap());
    headers
}

async fn send(bench: &Bench, headers: HeaderMap, body: String) -> u16 {
    let url = bench.sim.webhook_url(TypeAction::ConvertirCandidat);
    bench.client.post(url).headers(headers).body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_webhook_is_answered_at_once_as_n8n_does() {
    let bench = Bench::start();
    let response = bench.convert().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(response.text().await.unwrap(), r#"{"message":"Workflow was started"}"#);
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_plain_text_and_nothing_runs() {
    let bench = Bench::start();
    let url = bench.sim.webhook_url(TypeAction::ConvertirCandidat);
    let response = bench.client.post(url).header("X-API-Key", "autre").json(&1).send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(response.text().await.unwrap(), "Authorization data is wrong!");
    let call = &bench.sim.calls()[0];
    assert!(!call.api_key_valid && !call.started);
}

#[tokio::test]
async fn a_missing_key_is_refused() {
    let bench = Bench::start();
    let url = bench.sim.webhook_url(TypeAction::EnvoyerEmail);
    assert_eq!(bench.client.post(url).json(&1).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_good_signature_is_accepted() {
    let bench = signed_bench();
    let body = bench.envelope(TypeAction::ConvertirCandidat).to_string();
    let headers = signature(SECRET, "conv_42", 0, &body);
    assert_eq!(send(&bench, headers, body).await, 200);
    assert_eq!(bench.sim.calls()[0].signature_valid, Some(true));
    assert_eq!(bench.results().await.len(), 1);
}

#[tokio::test]
async fn the_signature_of_another_secret_is_refused_and_nothing_runs() {
    let bench = signed_bench();
    let body = bench.envelope(TypeAction::ConvertirCandidat).to_string();
    let headers = signature("whsec_YXV0cmUgc2VjcmV0IGRlIHRlc3Q=", "conv_42", 0, &body);
    assert_eq!(send(&bench, headers, body).await, 401);
    let call = &bench.sim.calls()[0];
    assert_eq!(call.answer.as_ref().unwrap().body, r#"{"erreur":"SIGNATURE_INVALIDE"}"#);
    assert_eq!((call.signature_valid, call.started), (Some(false), false));
}

#[tokio::test]
async fn the_signature_of_another_body_is_refused() {
    let bench = signed_bench();
    let body = bench.envelope(TypeAction::ConvertirCandidat).to_string();
    let headers = signature(SECRET, "conv_42", 0, "{}");
    assert_eq!(send(&bench, headers, body).await, 401);
}

#[tokio::test]
async fn an_old_signature_is_refused() {
    let bench = signed_bench();
    let body = bench.envelope(TypeAction::ConvertirCandidat).to_string();
    let headers = signature(SECRET, "conv_42", 3600, &body);
    assert_eq!(send(&bench, headers, body).await, 401);
}

#[tokio::test]
async fn an_unsigned_webhook_is_refused_when_a_secret_is_set() {
    let bench = signed_bench();
    assert_eq!(bench.convert().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_webhook_id_already_accepted_is_answered_and_runs_nothing() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    let again = bench.convert().await.unwrap();
    assert_eq!(again.status(), 200);
    assert_eq!(again.text().await.unwrap(), r#"{"message":"Workflow was started"}"#);
    assert_eq!(bench.results().await.len(), 1);
    let calls = bench.sim.calls();
    assert_eq!((calls[0].duplicate, calls[1].duplicate), (false, true));
}

#[tokio::test]
async fn two_identical_webhooks_at_the_same_instant_run_once() {
    let bench = Bench::start();
    let (first, second) = tokio::join!(bench.convert(), bench.convert());
    assert_eq!((first.unwrap().status().as_u16(), second.unwrap().status().as_u16()), (200, 200));
    assert_eq!(bench.results().await.len(), 1);
}

#[tokio::test]
async fn a_duplicate_does_not_use_up_a_fault_of_the_workflow() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    bench.sim.faults().add(n8n_sim::Fault::new(FaultMode::Failure)).unwrap();
    bench.convert().await.unwrap();
    assert_eq!(bench.sim.faults().list().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_as_n8n_does() {
    let bench = Bench::start();
    let url = bench.sim.webhook_url(TypeAction::ConvertirCandidat);
    let request = bench.client.post(url).header("X-API-Key", KEY).body("{");
    assert_eq!(request.send().await.unwrap().status(), 422);
}

#[tokio::test]
async fn an_envelope_without_its_fields_is_answered_200_and_noted() {
    let bench = Bench::start();
    let body = serde_json::json!({});
    assert_eq!(bench.post(TypeAction::GenererDevis, "conv_1", &body).await.unwrap().status(), 200);
    let call = &bench.sim.calls()[0];
    assert!(!call.started);
    assert!(call.note.as_ref().unwrap().contains("idConversion"));
}

#[tokio::test]
async fn an_unknown_path_is_not_registered() {
    let bench = Bench::start();
    let url = format!("{}/prospect/appeler", bench.sim.webhook_base_url());
    let response = bench.client.post(url).json(&1).send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("POST prospect/appeler"));
}

#[tokio::test]
async fn a_webhook_answers_post_only() {
    let bench = Bench::start();
    let url = bench.sim.webhook_url(TypeAction::ConvertirCandidat);
    assert_eq!(bench.client.get(url).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_key_is_never_kept() {
    let bench = Bench::start();
    bench.convert().await.unwrap();
    let kept = serde_json::to_string(&bench.sim.calls()).unwrap();
    assert!(kept.contains("conv_42") && !kept.contains(KEY));
}

/// Sends a canari; returns status and body.
async fn canari(bench: &Bench) -> (u16, serde_json::Value) {
    let body = serde_json::json!({ "typeAction": "CANARI", "timestamp": "2026-02-17T09:30:00Z" });
    let answer = bench.post(TypeAction::GenererDevis, "canari_1", &body).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_canari_is_answered_by_the_workflow_and_starts_nothing() {
    let bench = Bench::start();
    let (status, answer) = canari(&bench).await;
    assert_eq!((status, &answer["canari"]), (200, &serde_json::json!(true)));
    assert_eq!(answer["workflowId"], "SimGenererDevis1");
    let call = &bench.sim.calls()[0];
    assert!(call.canari && !call.started);
    assert!(bench.results().await.is_empty());
}

#[tokio::test]
async fn a_canari_meets_the_faults_that_last_and_uses_up_none() {
    let bench = Bench::with_fault(Fault::status(503));
    assert_eq!(canari(&bench).await.0, 200);
    assert_eq!(bench.sim.faults().list().len(), 1, "kept for a call");
    bench.sim.faults().clear();
    bench.sim.faults().add(Fault::status(404).always()).unwrap();
    assert_eq!(canari(&bench).await.0, 404);
}

#[tokio::test]
async fn a_workflow_may_take_a_canari_for_a_call() {
    let bench = Bench::with_fault(Fault::new(FaultMode::IgnoresCanari).always());
    let (status, answer) = canari(&bench).await;
    assert_eq!((status, answer.get("canari")), (200, None));
    assert_eq!(bench.convert().await.unwrap().status(), 200);
    assert_eq!(bench.results().await.len(), 1, "calls are not concerned");
}

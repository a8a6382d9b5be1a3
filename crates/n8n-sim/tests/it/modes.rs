//! Tests of faults, one per mode.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode, Options, TypeAction};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::Value;

use crate::support::{Bench, KEY, LIMIT};

/// A delay longer than any test.
const FOR_EVER_MS: u64 = 3_600_000;

#[tokio::test]
async fn slow_answers_after_its_delay_then_runs() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Slow).delay_ms(30));
    assert_eq!(bench.convert().await.unwrap().status(), 200);
    let call = &bench.sim.calls()[0];
    assert!(call.answered_at.unwrap() - call.received_at >= TimeDelta::milliseconds(30));
    assert_eq!(bench.results().await.len(), 1);
}

#[tokio::test]
async fn status_answers_it_and_runs_nothing() {
    let bench = Bench::with_fault(Fault::status(404));
    assert_eq!(bench.convert().await.unwrap().status(), 404);
    assert!(bench.results().await.is_empty());
}

#[tokio::test]
async fn status_is_500_when_none_is_given() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Status));
    assert_eq!(bench.convert().await.unwrap().status(), 500);
}

#[tokio::test]
async fn status_says_when_to_come_back() {
    let bench = Bench::with_fault(Fault { retry_after_s: Some(7), ..Fault::status(429) });
    let response = bench.convert().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()[RETRY_AFTER], "7");
}

#[tokio::test]
async fn a_webhook_that_met_a_status_runs_at_its_retry() {
    let bench = Bench::with_fault(Fault::status(503));
    assert_eq!(bench.convert().await.unwrap().status(), 503);
    assert_eq!(bench.convert().await.unwrap().status(), 200);
    assert_eq!(bench.results().await.len(), 1);
}

#[tokio::test]
async fn html_answers_the_page_of_a_starting_n8n_and_runs_nothing() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Html));
    let response = bench.convert().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[CONTENT_TYPE], "text/html");
    assert!(response.text().await.unwrap().contains("n8n is starting up"));
    assert!(bench.results().await.is_empty());
}

#[tokio::test]
async fn refuse_drops_the_connection_and_runs_nothing() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Refuse));
    let error = bench.convert().await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(bench.sim.calls()[0].answer.as_ref().unwrap().status, None);
    assert!(bench.results().await.is_empty());
}

#[tokio::test]
async fn silence_is_a_2xx_and_never_a_callback() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Silence));
    assert_eq!(bench.convert().await.unwrap().status(), 200);
    bench.settle().await;
    assert!(bench.sim.callbacks().is_empty());
}

#[tokio::test]
async fn silence_stays_silent_when_the_same_webhook_comes_again() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Silence));
    bench.convert().await.unwrap();
    bench.convert().await.unwrap();
    assert!(bench.results().await.is_empty());
}

#[tokio::test]
async fn failure_says_what_the_rule_says() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Failure).error("Quota dépassé", "Google Drive"));
    bench.convert().await.unwrap();
    let result = bench.next_result().await.body.unwrap();
    assert_eq!(result["success"], false);
    assert_eq!(result["messageErreur"], "Quota dépassé");
    assert_eq!(result["nomNoeud"], "Google Drive");
    assert_eq!(result["numeroDossier"], Value::Null);
    assert!(result["workflowId"].is_string() && result["executionId"].is_string());
}

#[tokio::test]
async fn failure_has_a_message_of_its_own() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Failure));
    bench.convert().await.unwrap();
    assert_eq!(bench.next_result().await.body.unwrap()["nomNoeud"], "Créer le dossier Drive");
}

#[tokio::test]
async fn duplicate_calls_back_twice_before_either_is_answered() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Duplicate));
    bench.hold_answers();
    bench.convert().await.unwrap();
    let (first, second) = (bench.next_result().await, bench.next_result().await);
    assert_eq!(first.body, second.body);
    bench.release_answers();
    assert_eq!(bench.results().await.len(), 2);
}

#[tokio::test]
async fn late_succeeds_after_its_delay() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Late).delay_ms(30));
    bench.convert().await.unwrap();
    let result = &bench.results().await[0];
    assert_eq!(result.body["success"], true);
    assert!(result.sent_at - bench.sim.calls()[0].received_at >= TimeDelta::milliseconds(30));
}

#[tokio::test]
async fn late_is_answered_at_once() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Late).delay_ms(FOR_EVER_MS));
    assert_eq!(bench.convert().await.unwrap().status(), 200);
}

#[tokio::test]
async fn contradictory_gives_another_number_after_a_success() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Contradictory));
    bench.convert().await.unwrap();
    let first = bench.next_result().await.body.unwrap();
    let second = bench.next_result().await.body.unwrap();
    assert_eq!((&first["success"], &second["success"]), (&Value::Bool(true), &Value::Bool(true)));
    assert_ne!(first["numeroDossier"], second["numeroDossier"]);
}

#[tokio::test]
async fn contradictory_differs_for_each_action() {
    for (action, field) in [
        (TypeAction::EnvoyerDossier, "lienFormulaire"),
        (TypeAction::GenererDevis, "numeroDevis"),
        (TypeAction::EnvoyerEmail, "messageId"),
    ] {
        let mut bench = Bench::with_fault(Fault::new(FaultMode::Contradictory));
        let envelope = bench.envelope(action);
        bench.post(action, "conv_42", &envelope).await.unwrap();
        let first = bench.next_result().await.body.unwrap();
        let second = bench.next_result().await.body.unwrap();
        assert_ne!(first[field], second[field]);
    }
}

#[tokio::test]
async fn contradictory_with_a_message_fails_after_a_success() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Contradictory).error("Trop tard", "Fin"));
    bench.convert().await.unwrap();
    assert_eq!(bench.next_result().await.body.unwrap()["success"], true);
    let second = bench.next_result().await.body.unwrap();
    assert_eq!((&second["success"], &second["messageErreur"]), (&Value::Bool(false), &"Trop tard".into()));
}

#[tokio::test]
async fn early_calls_back_before_its_own_answer() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Early));
    bench.convert().await.unwrap();
    let results = bench.results().await;
    assert_eq!(results.len(), 1);
    assert!(results[0].answered_at <= bench.sim.calls()[0].answered_at.unwrap());
}

#[tokio::test]
async fn timeout_but_runs_calls_back_while_the_caller_still_waits() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::TimeoutButRuns).delay_ms(FOR_EVER_MS));
    let envelope = bench.envelope(TypeAction::GenererDevis);
    let url = bench.sim.webhook_url(TypeAction::GenererDevis);
    let request =
        bench.client.post(url).header("X-API-Key", KEY).header("webhook-id", "conv_42").json(&envelope);
    let caller = tokio::spawn(request.send());
    assert_eq!(bench.next_result().await.body.unwrap()["success"], true);
    assert!(!caller.is_finished());
    caller.abort();
}

#[tokio::test]
async fn timeout_but_runs_does_not_run_again_at_the_retry() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::TimeoutButRuns).delay_ms(FOR_EVER_MS));
    let envelope = bench.envelope(TypeAction::ConvertirCandidat);
    let url = bench.sim.webhook_url(TypeAction::ConvertirCandidat);
    let request =
        bench.client.post(url).header("X-API-Key", KEY).header("webhook-id", "conv_42").json(&envelope);
    let caller = tokio::spawn(request.send());
    bench.next_result().await;
    caller.abort();
    assert_eq!(bench.convert().await.unwrap().status(), 200);
    assert!(bench.sim.calls()[1].duplicate);
    assert_eq!(bench.results().await.len(), 1);
}

#[tokio::test]
async fn truncated_sends_half_a_callback_then_the_right_one() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Truncated));
    bench.convert().await.unwrap();
    assert_eq!(bench.next_result().await.body, None);
    assert_eq!(bench.next_result().await.body.unwrap()["success"], true);
    assert_eq!(bench.results().await.len(), 2);
}

#[tokio::test]
async fn huge_sends_ten_megabytes_and_insists() {
    let bench = Bench::with_fault(Fault::new(FaultMode::Huge));
    bench.convert().await.unwrap();
    let results = bench.results().await;
    assert_eq!(results.len(), 5);
    let kept = results[0].body.as_str().unwrap();
    assert!(kept.contains("bytes)") && kept.len() < 1000, "only the beginning is kept: {kept}");
}

#[tokio::test]
async fn a_default_fault_applies_when_no_rule_matches() {
    let fault = Fault::status(503).always();
    let bench = Bench::with(Options { default_fault: Some(fault), ..Options::new(KEY) });
    bench.sim.faults().add(Fault::status(404)).unwrap();
    assert_eq!(bench.convert().await.unwrap().status(), 404);
    assert_eq!(bench.convert().await.unwrap().status(), 503);
    assert_eq!(bench.convert().await.unwrap().status(), 503);
}

#[tokio::test]
async fn the_port_refuses_once_the_stand_in_is_stopped() {
    let bench = Bench::start();
    let url = format!("{}/healthz", bench.sim.base_url());
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 200);
    tokio::time::timeout(LIMIT, bench.sim.stop()).await.unwrap();
    assert!(bench.client.get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_shutdown_lets_a_workflow_end() {
    let mut bench = Bench::with_fault(Fault::new(FaultMode::Truncated));
    bench.hold_answers();
    bench.convert().await.unwrap();
    assert_eq!(bench.next_result().await.body, None);
    let (sim, mut service) = bench.split();
    let mut shutdown = std::pin::pin!(sim.shutdown());
    tokio::select! {
        biased;
        () = &mut shutdown => panic!("the workflow was not waited for"),
        () = std::future::ready(()) => {}
    }
    service.release_answers();
    let ((), right_one) = tokio::join!(shutdown, service.next_result());
    assert_eq!(right_one.body.unwrap()["success"], true);
}

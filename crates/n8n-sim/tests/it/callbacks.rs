//! Tests of callbacks: results, steps, retries.

use n8n_sim::{CallbackKind, TypeAction};
use serde_json::{Value, json};

use crate::support::{Bench, KEY};

/// Runs one action and returns its result.
async fn result_of(action: TypeAction) -> Value {
    let mut bench = Bench::start();
    let envelope = bench.envelope(action);
    bench.post(action, "conv_42", &envelope).await.unwrap();
    bench.next_result().await.body.unwrap()
}

fn number_of_today(letters: &str) -> String {
    format!("{letters}{}", chrono::Utc::now().format("%d%m%Y"))
}

fn starts_with(value: &Value, beginning: &str) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(beginning))
}

#[tokio::test]
async fn steps_come_in_french_and_in_order_before_the_result() {
    let mut bench = Bench::start();
    bench.convert().await.unwrap();
    let mut percentages = Vec::new();
    let mut steps = Vec::new();
    loop {
        let callback = bench.next_callback().await;
        assert_eq!(callback.key, KEY);
        let body = callback.body.unwrap();
        assert_eq!(body["idConversion"], 42);
        if callback.path == "/api/prospects/conversion-complete" {
            break;
        }
        assert_eq!(callback.path, "/api/prospects/conversion-progress");
        percentages.push(body["pourcentage"].as_u64().unwrap());
        steps.push(body["etape"].as_str().unwrap().to_owned());
    }
    assert!(steps.contains(&"Création du dossier Drive".to_owned()));
    assert_eq!(percentages, [25, 60, 80, 95]);
}

#[tokio::test]
async fn a_conversion_gives_a_file_number_and_a_drive_folder() {
    let result = result_of(TypeAction::ConvertirCandidat).await;
    assert_eq!(result["success"], true);
    assert_eq!(result["numeroDossier"], number_of_today("ELUA"));
    assert!(starts_with(&result["lienDossierDrive"], "https://drive.google.com/drive/folders/1"));
}

#[tokio::test]
async fn the_ids_of_the_run_are_strings() {
    let result = result_of(TypeAction::ConvertirCandidat).await;
    assert!(result["workflowId"].is_string() && result["executionId"].is_string());
}

#[tokio::test]
async fn a_partial_conversion_being_finished_keeps_its_number() {
    let mut bench = Bench::start();
    let mut envelope = bench.envelope(TypeAction::ConvertirCandidat);
    envelope["numeroDossier"] = json!("ELUA01012026-2");
    bench.post(TypeAction::ConvertirCandidat, "conv_42", &envelope).await.unwrap();
    assert_eq!(bench.next_result().await.body.unwrap()["numeroDossier"], "ELUA01012026-2");
}

#[tokio::test]
async fn a_quote_gives_its_number_and_its_link() {
    let result = result_of(TypeAction::GenererDevis).await;
    assert!(starts_with(&result["numeroDevis"], "DEV-"));
    assert!(starts_with(&result["lienDevis"], "https://"));
}

#[tokio::test]
async fn an_application_form_gives_its_link() {
    let result = result_of(TypeAction::EnvoyerDossier).await;
    assert!(starts_with(&result["lienFormulaire"], "https://"));
}

#[tokio::test]
async fn an_email_gives_its_subject_body_and_message_id() {
    let result = result_of(TypeAction::EnvoyerEmail).await;
    assert_eq!(result["objet"], "Votre projet de formation : où en êtes-vous ?");
    assert!(starts_with(&result["contenu"], "Bonjour Ada,"));
    assert!(starts_with(&result["messageId"], "<conv-42."));
}

#[tokio::test]
async fn a_message_given_is_the_message_sent() {
    let mut bench = Bench::start();
    let mut envelope = bench.envelope(TypeAction::EnvoyerEmail);
    envelope["message"] = json!("Les portes ouvertes ont lieu samedi.");
    bench.post(TypeAction::EnvoyerEmail, "conv_42", &envelope).await.unwrap();
    let result = bench.next_result().await.body.unwrap();
    assert!(result["contenu"].as_str().unwrap().contains("samedi"));
}

#[tokio::test]
async fn a_callback_that_is_not_accepted_is_sent_again() {
    let bench = Bench::start();
    bench.answer_next(500, "{}");
    bench.answer_next(401, "{}");
    bench.convert().await.unwrap();
    let results = bench.results().await;
    assert_eq!(
        results.iter().map(|result| result.status).collect::<Vec<_>>(),
        [Some(500), Some(401), Some(200)]
    );
    assert_eq!(results.iter().map(|result| result.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(results[0].body, results[2].body);
}

#[tokio::test]
async fn a_contradiction_is_sent_again_too_for_n8n_knows_no_better() {
    let bench = Bench::start();
    bench.answer_next(409, r#"{"code":"RESULTAT_CONTRADICTOIRE"}"#);
    bench.convert().await.unwrap();
    let results = bench.results().await;
    assert_eq!(results.len(), 2);
    assert_eq!(results[0].body, results[1].body);
}

#[tokio::test]
async fn an_accepted_callback_whose_answer_does_not_parse_is_sent_again() {
    let bench = Bench::start();
    bench.answer_next(200, "<html>");
    bench.convert().await.unwrap();
    assert_eq!(bench.results().await.len(), 2);
}

#[tokio::test]
async fn a_callback_is_lost_after_the_fifth_try() {
    let bench = Bench::start();
    for _ in 0..7 {
        bench.answer_next(503, "{}");
    }
    bench.convert().await.unwrap();
    assert_eq!(bench.results().await.len(), 5);
}

#[tokio::test]
async fn a_service_that_is_away_is_tried_and_the_reason_is_kept() {
    let bench = Bench::start();
    let mut envelope = bench.envelope(TypeAction::GenererDevis);
    // Bound and released at once, so that nothing listens there.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    envelope["urlRappel"] = json!(format!("http://{closed}/api/prospects/conversion-complete"));
    bench.post(TypeAction::GenererDevis, "conv_42", &envelope).await.unwrap();
    let results = bench.results().await;
    assert_eq!(results.len(), 5);
    assert!(results[0].status.is_none() && results[0].error.is_some());
}

#[tokio::test]
async fn a_file_number_that_is_taken_gets_a_suffix() {
    let bench = Bench::start();
    bench.answer_next(409, r#"{"code":"NUMERO_DOSSIER_PRIS"}"#);
    bench.answer_next(409, r#"{"code":"NUMERO_DOSSIER_PRIS"}"#);
    bench.convert().await.unwrap();
    let results = bench.results().await;
    let numbers: Vec<_> =
        results.iter().map(|result| result.body["numeroDossier"].as_str().unwrap()).collect();
    let number = number_of_today("ELUA");
    assert_eq!(numbers, [number.clone(), format!("{number}-2"), format!("{number}-3")]);
}

#[tokio::test]
async fn a_step_that_is_not_taken_does_not_stop_the_workflow() {
    let bench = Bench::start();
    let mut envelope = bench.envelope(TypeAction::GenererDevis);
    let url = envelope["urlRappel"].as_str().unwrap().replace("/api/prospects/", "/absent/");
    envelope["urlRappel"] = json!(url);
    bench.post(TypeAction::GenererDevis, "conv_42", &envelope).await.unwrap();
    bench.settle().await;
    let callbacks = bench.sim.callbacks();
    let steps = callbacks.iter().filter(|callback| callback.kind == CallbackKind::Progress);
    assert_eq!(steps.map(|step| step.status).collect::<Vec<_>>(), [Some(404); 3]);
    assert_eq!(callbacks.last().unwrap().kind, CallbackKind::Complete);
}

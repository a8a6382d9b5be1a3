//! Canaris and their results.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};
use serde_json::json;

use super::{CANARI, canaris, ping, ping_all, workflow};
use crate::actions::scene::answering;
use crate::support::app::{OTHER_KEY, Setup, TestApp};

/// Asserts the result of a canari when n8n has this fault.
async fn expect_state(setup: Setup, fault: Option<Fault>, etat: &str, status: Option<u16>, says: &str) {
    let app = setup.start().await;
    if let Some(fault) = fault {
        app.n8n.faults().add(fault).unwrap();
    }
    let admin = app.admin().await;
    let found = ping(&admin).await["canari"].clone();
    assert_eq!((&found["etat"], &found["statutHttp"]), (&json!(etat), &json!(status)), "{found}");
    let message = found["message"].as_str().unwrap();
    assert!(
        message.starts_with("Le workflow « Génération du devis » ") && message.contains(says),
        "{message}"
    );
    let told = workflow(&admin, "GENERER_DEVIS").await;
    assert_eq!((&told["etat"], &told["message"]), (&json!(etat), &found["message"]), "{told}");
    assert_eq!(told["dernierCanari"], found);
}

#[tokio::test]
async fn a_canari_is_a_signed_call_of_the_workflow_s_own_webhook_that_starts_nothing() {
    let app = TestApp::setup().with_system_clock().start().await;
    let found = ping(&app.admin().await).await;
    let calls = app.n8n.calls();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert!(call.canari && call.api_key_valid && !call.started);
    assert_eq!(call.signature_valid, Some(true));
    assert_eq!(call.type_action, n8n_sim::TypeAction::GenererDevis);
    assert!(call.headers["webhook-id"].starts_with("canari_"), "{:?}", call.headers);
    let fields: Vec<&String> = call.body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["timestamp", "typeAction"]);
    assert_eq!(call.body["typeAction"], "CANARI");
    assert_eq!((&found["typeAction"], &found["nouveau"]), (&json!("GENERER_DEVIS"), &json!(true)));
    assert_eq!(found["canari"]["workflowId"], "SimGenererDevis1");
}

#[tokio::test]
async fn a_workflow_that_knows_it_is_active() {
    expect_state(TestApp::setup(), None, "ACTIF", Some(200), "répond").await;
}

#[tokio::test]
async fn a_workflow_that_answers_with_more_json_than_is_read_is_active() {
    let url = answering(&json!({ "canari": "x".repeat(70_000) })).await;
    let setup = TestApp::setup().set("N8N_WEBHOOK_BASE_URL", url);
    expect_state(setup, None, "SANS_CANARI", Some(200), "").await;
}

#[tokio::test]
async fn a_workflow_that_was_deactivated_is_said_to_be() {
    let gone = Fault::status(404).always();
    expect_state(TestApp::setup(), Some(gone), "INACTIF", Some(404), "désactivé dans n8n").await;
}

#[tokio::test]
async fn n8n_that_does_not_answer_or_only_that_it_can_not_is_unreachable() {
    for (fault, status, says) in [
        (Fault::status(503), Some(503), "HTTP 503"),
        (Fault::new(FaultMode::Html), Some(200), "sans JSON"),
        (Fault::new(FaultMode::Refuse), None, "interrompu"),
        (Fault::new(FaultMode::Slow).delay_ms(600_000), None, "à temps"),
    ] {
        let setup = TestApp::setup().set("WEBHOOK_TIMEOUT_MS", 300);
        expect_state(setup, Some(fault.always()), "INJOIGNABLE", status, says).await;
    }
    let nobody = TestApp::setup().set("N8N_WEBHOOK_BASE_URL", "http://127.0.0.1:9/webhook");
    expect_state(nobody, None, "INJOIGNABLE", None, "n8n est injoignable").await;
}

#[tokio::test]
async fn a_key_that_n8n_does_not_take_is_named() {
    let setup = TestApp::setup().set("N8N_API_KEY", OTHER_KEY);
    expect_state(setup, None, "CLE_REFUSEE", Some(403), "N8N_API_KEY").await;
}

#[tokio::test]
async fn a_signature_that_the_workflow_does_not_take_is_named() {
    let setup = TestApp::setup()
        .with_system_clock()
        .set("N8N_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    expect_state(setup, None, "SIGNATURE_REFUSEE", Some(401), "N8N_WEBHOOK_SECRET").await;
}

#[tokio::test]
async fn what_no_workflow_answers_is_told_as_it_is() {
    let odd = Fault::status(418).always();
    expect_state(TestApp::setup(), Some(odd), "REPONSE_INATTENDUE", Some(418), "HTTP 418").await;
}

#[tokio::test]
async fn a_workflow_of_a_school_may_not_know_it() {
    let own = Fault::new(FaultMode::IgnoresCanari).always();
    expect_state(TestApp::setup(), Some(own), "SANS_CANARI", Some(200), "ne connaît pas le test").await;
}

#[tokio::test]
async fn all_four_are_sent_when_none_is_named() {
    let app = TestApp::start().await;
    let gone = Fault::status(404).always().for_action(n8n_sim::TypeAction::EnvoyerDossier);
    app.n8n.faults().add(gone).unwrap();
    let found = ping_all(&app.admin().await).await;
    let told: Vec<_> = found
        .iter()
        .map(|one| (one["typeAction"].as_str().unwrap(), one["canari"]["etat"].as_str().unwrap()))
        .collect();
    let expected = [
        ("CONVERTIR_CANDIDAT", "ACTIF"),
        ("ENVOYER_DOSSIER", "INACTIF"),
        ("GENERER_DEVIS", "ACTIF"),
        ("ENVOYER_EMAIL", "ACTIF"),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn n8n_is_not_hammered_by_who_clicks_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = ping(&admin).await;
    app.advance(TimeDelta::milliseconds(4_999));
    let second = ping(&admin).await;
    assert_eq!((&second["nouveau"], &second["canari"]), (&json!(false), &first["canari"]));
    assert_eq!(canaris(&app), 1);
    app.advance(TimeDelta::milliseconds(1));
    assert_eq!(ping(&admin).await["nouveau"], true);
    assert_eq!(canaris(&app), 2);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_sends_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post(CANARI, json!({ "typeAction": "APPELER" })).await.expect_problem(422, "VALIDATION");
    admin.post(CANARI, json!({ "workflow": "GENERER_DEVIS" })).await.expect_problem(422, "VALIDATION");
    admin.post_text(CANARI, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(canaris(&app), 0);
}

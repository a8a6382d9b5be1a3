//! Webhook calls: payload, and conditions of a delivery.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode, TypeAction};
use serde_json::{Value, json};

use super::invariants::assert_invariants;
use super::scene::{FIVE_SEATS, Scene, answering, conversion, count, into_session, row, success};
use crate::support::app::{SOON, TestApp, dispatch_due, until};

#[tokio::test]
async fn n8n_receives_the_envelope_of_the_contract() {
    let scene = Scene::new().await;
    let mut body = into_session(&scene.prospect, FIVE_SEATS);
    body["dateDebutSouhaitee"] = json!("2027-03-15");
    let id = scene.start_with(body).await;
    scene.app.advance(TimeDelta::seconds(3));
    scene.app.dispatch().await;
    let calls = scene.app.n8n.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].type_action, TypeAction::ConvertirCandidat);
    let expected = json!({
        "idProspect": scene.prospect, "idConversion": id, "typeAction": "CONVERTIR_CANDIDAT",
        "formationRetenue": "CAP_BJ", "nomFormation": "CAP Bijouterie-Joaillerie",
        "idSession": FIVE_SEATS, "sessionVisee": "Mars 2027", "dateDebutSouhaitee": "2027-03-15",
        "nom": "Dumitru", "prenom": "Marie", "email": "contact@exemple.example", "telephone": "+33639981234",
        "documentsRequis": [
            { "code": "PIECE_IDENTITE", "libelle": "Pièce d’identité", "obligatoire": true },
            { "code": "CV", "libelle": "CV", "obligatoire": false },
        ],
        "numeroDossier": null, "demandePar": "Sophie Martin", "timestamp": "2026-11-05T09:00:03Z",
        "urlRappel": format!("{}/api/prospects/conversion-complete", scene.app.url),
    });
    assert_eq!(calls[0].body, expected);
}

#[tokio::test]
async fn what_was_not_asked_for_is_null_in_the_envelope() {
    let scene = Scene::new().await;
    scene.deliver().await;
    let body = &scene.app.n8n.calls()[0].body;
    for field in ["idSession", "sessionVisee", "dateDebutSouhaitee", "numeroDossier"] {
        assert_eq!(body.get(field), Some(&Value::Null), "{field}");
    }
}

#[tokio::test]
async fn the_webhook_carries_our_key_its_id_and_its_time() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let call = &scene.app.n8n.calls()[0];
    assert!(call.api_key_valid);
    assert_eq!(call.headers["content-type"], "application/json");
    assert_eq!(call.headers["webhook-id"], format!("conv_{id}"));
    assert_eq!(
        call.headers["webhook-timestamp"],
        crate::support::app::start_of_time().timestamp().to_string()
    );
}

#[tokio::test]
async fn the_signature_is_one_that_others_verify() {
    let scene = Scene::with(TestApp::setup().with_system_clock()).await;
    let other = scene.prospect("Zoë 💎 d’Été").await;
    scene.deliver().await;
    scene.deliver_with(conversion(&other)).await;
    let calls = scene.app.n8n.calls();
    assert_eq!(calls.iter().map(|call| call.signature_valid).collect::<Vec<_>>(), [Some(true), Some(true)]);
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    let scene = Scene::with(TestApp::setup().set("N8N_WEBHOOK_SECRET", "")).await;
    scene.deliver().await;
    let call = &scene.app.n8n.calls()[0];
    assert!(!call.headers.contains_key("webhook-signature"));
    assert!(call.headers.contains_key("webhook-id"));
}

#[tokio::test]
async fn a_delivery_is_no_success_and_starts_the_deadline() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    assert_eq!(scene.statut(id).await, "EN_COURS");
    let sql =
        "SELECT json_build_object('next', prochaine_tentative, 'lease', bail_fin, 'owner', bail_proprietaire,
        'wait', extract(epoch FROM date_echeance - date_livraison)::int)::text FROM conversions_en_cours";
    let expected = json!({ "next": null, "lease": null, "owner": null, "wait": 900 });
    assert_eq!(row(&scene.app.db, sql).await, expected);
}

#[tokio::test]
async fn a_delivered_webhook_is_not_called_again() {
    let scene = Scene::new().await;
    scene.deliver().await;
    scene.app.advance(TimeDelta::hours(1));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.app.n8n.calls().len(), 1);
}

#[tokio::test]
async fn an_html_page_of_a_starting_n8n_is_no_delivery() {
    let scene = Scene::new().await;
    scene.faults([Fault::new(FaultMode::Html)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "EN_COURS");
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NOT NULL").await, 0);
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_long_json_answer_is_a_delivery() {
    for (length, execution_id) in [(60_000, json!("7")), (70_000, json!(null)), (9_000_000, json!(null))] {
        let url = answering(&json!({ "donnees": "x".repeat(length), "executionId": "7" })).await;
        let scene = Scene::with(TestApp::setup().set("N8N_WEBHOOK_BASE_URL", url)).await;
        let id = scene.deliver().await;
        let action = scene.action(id).await;
        assert_eq!(
            (&action["executionId"], &action["statutAction"]),
            (&execution_id, &json!("EN_COURS")),
            "{length}"
        );
        assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NOT NULL").await, 1);
        scene.app.advance(TimeDelta::seconds(2));
        assert_eq!(scene.app.dispatch().await.calls, 0);
    }
}

#[tokio::test]
async fn nothing_is_sent_for_an_action_that_ended_meanwhile() {
    let scene = Scene::new().await;
    scene.faults([Fault::status(404)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    // n8n ran, and calls back before the second attempt.
    scene.succeed(id, "DUMI05112026").await;
    scene.app.advance(TimeDelta::minutes(10));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.app.n8n.calls().len(), 1);
    assert_eq!(scene.statut(id).await, "TERMINEE");
}

#[tokio::test]
async fn a_callback_may_overtake_the_answer_of_its_webhook() {
    let scene = Scene::answered(TestApp::setup()).await;
    scene.fault(Fault::new(FaultMode::Early));
    let id = scene.start().await;
    scene.app.dispatch().await;
    let (calls, callbacks) = (scene.app.n8n.calls(), scene.app.n8n.callbacks());
    assert_eq!(callbacks[0].status, Some(200), "{}", callbacks[0].answer);
    assert!(callbacks[0].answered_at <= calls[0].answered_at.unwrap());
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "TERMINEE");
    assert_eq!(action["tentatives"], 1, "the call was made, though its answer came last");
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 1);
    scene.app.advance(TimeDelta::hours(1));
    assert_eq!(scene.app.expire().await, 0);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_attempt_that_times_out_may_have_run_and_is_not_made_again_then() {
    let scene = Scene::answered(TestApp::setup().set("WEBHOOK_TIMEOUT_MS", 300)).await;
    scene.fault(Fault::new(FaultMode::TimeoutButRuns).delay_ms(600_000));
    let id = scene.start().await;
    scene.app.dispatch().await;
    until(async || (scene.statut(id).await == "TERMINEE").then_some(())).await;
    scene.app.advance(TimeDelta::minutes(10));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.app.n8n.calls().len(), 1);
    assert_eq!(scene.action(id).await["tentatives"], 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_pass_makes_so_many_calls_at_the_most() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_CONCURRENCY", 2)).await;
    for nom in ["Un", "Deux", "Trois"] {
        let id = scene.prospect(nom).await;
        scene.start_with(conversion(&id)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 2);
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

#[tokio::test]
async fn a_conversion_runs_through_by_itself() {
    let scene = Scene::answered(TestApp::setup().with_system_clock().with_workers()).await;
    let id = scene.start_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    until(async || (scene.statut(id).await == "TERMINEE").then_some(())).await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    let action = scene.action(id).await;
    assert_eq!(action["pourcentage"], 95);
    assert_eq!(action["tentatives"], 1);
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_eq!(scene.candidat().await["numero_dossier"], action["resultat"]["numeroDossier"]);
    assert_eq!(scene.app.n8n.calls()[0].signature_valid, Some(true));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_webhook_that_is_due_survives_the_end_of_its_instance() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    // The request was accepted, but this instance never calls. Another one starts on its database.
    let other = TestApp::setup().start_on(scene.app.stop().await);
    other.n8n.faults().add(Fault::new(FaultMode::Silence).always()).unwrap();
    assert_eq!(other.dispatch().await.calls, 1);
    assert_eq!(other.n8n.calls()[0].headers["webhook-id"], format!("conv_{id}"));
    let answer = other.n8n_client().post(super::scene::COMPLETE, success(id, "DUMI05112026")).await;
    assert_eq!(answer.expect(200).body["statutAction"], "TERMINEE");
    assert_invariants(&other.db).await;
}

#[tokio::test]
async fn a_call_that_takes_long_holds_up_no_other() {
    let scene = Scene::with(TestApp::setup().with_workers().set("WEBHOOK_CONCURRENCY", 2)).await;
    scene.faults([Fault::new(FaultMode::Slow).delay_ms(600_000)]);
    scene.start().await;
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    for nom in ["Un", "Deux", "Trois", "Quatre", "Cinq"] {
        let id = scene.prospect(nom).await;
        scene.start_with(conversion(&id)).await;
    }
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 6).await);
}

#[tokio::test]
async fn what_came_of_a_call_is_written_down_once_the_database_is_back() {
    let scene = Scene::new().await;
    scene.faults([Fault::status(503).delay_ms(300)]);
    let id = scene.start().await;
    let state = scene.app.state.clone();
    let pass = tokio::spawn(async move { dispatch_due(&state, "une").await });
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    scene.app.db.take_away().await;
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls()[0].answered_at.is_some()).await);
    scene.app.db.give_back().await;
    assert_eq!(pass.await.unwrap().unwrap().calls, 1);
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["tentatives"]), (&json!("EN_COURS"), &json!(1)));
    assert_eq!(action["journal"][1]["evenement"], "TENTATIVE");
}

#[tokio::test]
async fn a_call_leaves_while_requests_use_all_their_connections() {
    let scene = Scene::with(TestApp::setup().with_workers().set("DB_POOL_SIZE", 1)).await;
    let mut body = conversion(&scene.prospect);
    body["delaiAnnulationS"] = json!(8);
    scene.start_with(body).await;
    let held = scene.app.state.pool.get().await.unwrap();
    scene.app.advance(TimeDelta::seconds(8));
    until(async || scene.app.n8n.calls().pop()).await;
    drop(held);
}

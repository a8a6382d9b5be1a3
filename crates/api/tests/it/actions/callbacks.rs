//! Callbacks of n8n: single, repeated, concurrent, contradictory.

use n8n_sim::{CallbackKind, Fault, FaultMode};
use serde_json::{Value, json};

use super::invariants::{assert_invariants, snapshot};
use super::scene::{
    COMPLETE, FIVE_SEATS, FOLDER, Scene, conversion, count, failure, into_session, row, success,
};
use crate::support::app::{API_KEY, OTHER_KEY, SOON, TestApp, until};
use crate::support::client::Client;
use crate::support::data;

#[tokio::test]
async fn a_success_is_answered_by_the_state_of_the_action() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let answer = scene.succeed(id, "DUMI05112026").await;
    assert_eq!(answer.body, json!({ "idConversion": id, "statutAction": "TERMINEE", "dejaTraite": false }));
}

#[tokio::test]
async fn a_failure_is_answered_by_the_state_of_the_action() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let answer = scene.fail(id).await;
    assert_eq!(answer.body, json!({ "idConversion": id, "statutAction": "ERREUR", "dejaTraite": false }));
}

#[tokio::test]
async fn an_unknown_action_is_404() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for id in [0, -1, 424_242, i64::MAX] {
        scene.call_back(success(id, "DUMI05112026")).await.expect_problem(404, "INTROUVABLE");
        scene.call_back(failure(id)).await.expect_problem(404, "INTROUVABLE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn only_n8n_may_call_back() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    let body = success(id, "DUMI05112026");
    let wrong = Client::new(&scene.app.url).with_key("cle-de-test-0123456789-012345678");
    wrong.post(COMPLETE, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    let empty = Client::new(&scene.app.url).with_key("");
    empty.post(COMPLETE, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    scene.app.anonymous().post(COMPLETE, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    scene.admin.post(COMPLETE, body).await.expect_problem(401, "CLE_API_INVALIDE");
    // The journal reports the wrong keys; nothing else changed.
    scene.app.db.execute("DELETE FROM journal_erreurs").await;
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn during_a_rotation_both_keys_are_taken() {
    let setup = TestApp::setup().set("N8N_API_KEY", OTHER_KEY).set("N8N_API_KEY_PRECEDENTE", API_KEY);
    let scene = Scene::with(setup).await;
    let other = scene.prospect("Nguyen").await;
    let (one, two) = (scene.start().await, scene.start_with(conversion(&other)).await);
    scene.succeed(one, "DUMI05112026").await;
    let new = Client::new(&scene.app.url).with_key(OTHER_KEY);
    new.post(COMPLETE, success(two, "NGUY05112026")).await.expect(200);
}

#[tokio::test]
async fn the_same_success_again_is_known_and_changes_nothing() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.succeed(id, "DUMI05112026").await;
    let before = snapshot(&scene.app.db).await;
    let again = scene.succeed(id, "DUMI05112026").await;
    assert_eq!(again.body, json!({ "idConversion": id, "statutAction": "TERMINEE", "dejaTraite": true }));
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 1);
}

#[tokio::test]
async fn the_same_result_of_another_execution_is_known() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let mut again = success(id, "DUMI05112026");
    again["executionId"] = json!("ex2");
    assert_eq!(scene.call_back(again).await.expect(200).body["dejaTraite"], true);
}

#[tokio::test]
async fn the_same_failure_again_is_known_and_changes_nothing() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    let before = snapshot(&scene.app.db).await;
    let again = scene.fail(id).await;
    assert_eq!(again.body, json!({ "idConversion": id, "statutAction": "ERREUR", "dejaTraite": true }));
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(scene.notifications("ERREUR").await, 1);
}

#[tokio::test]
async fn of_ten_identical_callbacks_at_the_same_instant_one_is_new() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    let callbacks = (0..10).map(|_| scene.succeed(id, "DUMI05112026"));
    let answers = futures_util::future::join_all(callbacks).await;
    let new = answers.iter().filter(|answer| answer.body["dejaTraite"] == false).count();
    assert_eq!(new, 1);
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 1);
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_workflow_that_calls_back_twice_at_once_makes_one_candidate() {
    let scene = Scene::answered(TestApp::setup()).await;
    scene.fault(Fault::new(FaultMode::Duplicate));
    scene.start().await;
    scene.app.dispatch().await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    let ends: Vec<_> = scene.app.n8n.callbacks();
    let mut known: Vec<_> = ends
        .iter()
        .filter(|callback| callback.kind == CallbackKind::Complete)
        .map(|callback| callback.answer["dejaTraite"].clone())
        .collect();
    known.sort_by_key(Value::to_string);
    assert_eq!(known, [json!(false), json!(true)]);
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn another_success_than_the_first_is_409_and_noted_in_the_journal() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let answer = scene.call_back(success(id, "AUTRE05112026")).await;
    answer.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    assert_eq!(answer.body["statutAction"], "TERMINEE");
    assert_eq!(scene.candidat().await["numero_dossier"], "DUMI05112026");
    let entry = row(&scene.app.db, "SELECT to_jsonb(j)::text FROM journal_erreurs j").await;
    assert_eq!(entry["id_conversion"], id);
    assert_eq!(entry["severite"], "WARNING");
    assert_eq!(entry["nom_workflow"], "wf1");
    assert_eq!(entry["resolu"], false);
}

#[tokio::test]
async fn another_link_than_the_first_is_a_contradiction() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let mut other = success(id, "DUMI05112026");
    other["lienDossierDrive"] = json!("https://drive.google.com/drive/folders/2def");
    scene.call_back(other).await.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    assert_eq!(scene.candidat().await["lien_dossier_drive"], FOLDER);
}

#[tokio::test]
async fn a_failure_after_a_success_is_409_and_the_success_stays() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let answer = scene.call_back(failure(id)).await;
    answer.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    assert_eq!(answer.body["statutAction"], "TERMINEE");
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_eq!(count(&scene.app.db, "journal_erreurs").await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_contradiction_is_answered_even_when_the_journal_refuses_it() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    data::refuse_inserts(&scene.app.db, "journal_erreurs").await;
    scene.call_back(failure(id)).await.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
}

#[tokio::test]
async fn a_taken_file_number_is_409_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let first = scene.deliver().await;
    scene.succeed(first, "DUMI05112026").await;
    let other = scene.prospect("Dumitrescu").await;
    let second = scene.deliver_with(into_session(&other, FIVE_SEATS)).await;
    let answer = scene.call_back(success(second, "DUMI05112026")).await;
    answer.expect_problem(409, "NUMERO_DOSSIER_PRIS");
    assert_eq!(answer.body["statutAction"], "EN_COURS");
    assert_eq!(scene.statut(second).await, "EN_COURS");
    assert_eq!(super::scene::statut_of(&scene.app.db, &other).await, "QUALIFIE");
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
    scene.succeed(second, "DUMI05112026-2").await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_workflow_whose_number_is_taken_finds_another() {
    let scene = Scene::answered(TestApp::setup()).await;
    let mut prospects = Vec::new();
    for _ in 0..3 {
        let prospect = scene.prospect("Dumitru").await;
        scene.start_with(conversion(&prospect)).await;
        scene.app.dispatch().await;
        assert!(scene.app.n8n.wait_idle(SOON).await);
        prospects.push(prospect);
    }
    let mut numeros = Vec::new();
    for prospect in &prospects {
        let candidat = super::scene::candidat_of(&scene.app.db, prospect).await;
        numeros.push(candidat["numero_dossier"].as_str().unwrap().to_owned());
    }
    assert_eq!(numeros[1..], [format!("{}-2", numeros[0]), format!("{}-3", numeros[0])]);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_result_is_taken_whole_or_not_at_all() {
    for table in ["notifications", "conversions_journal", "candidats"] {
        let scene = Scene::new().await;
        let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
        let before = snapshot(&scene.app.db).await;
        data::refuse_inserts(&scene.app.db, table).await;
        scene.call_back(success(id, "DUMI05112026")).await.expect_problem(500, "ERREUR_INTERNE");
        assert_eq!(snapshot(&scene.app.db).await, before, "{table}");
        // n8n repeats the callback.
        data::allow_inserts(&scene.app.db, table).await;
        assert_eq!(scene.succeed(id, "DUMI05112026").await.body["dejaTraite"], false);
        assert_invariants(&scene.app.db).await;
    }
}

#[tokio::test]
async fn a_failure_is_taken_whole_or_not_at_all() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    let before = snapshot(&scene.app.db).await;
    data::refuse_inserts(&scene.app.db, "notifications").await;
    scene.call_back(failure(id)).await.expect_problem(500, "ERREUR_INTERNE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    data::allow_inserts(&scene.app.db, "notifications").await;
    assert_eq!(scene.fail(id).await.body["dejaTraite"], false);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_callback_before_anything_is_recorded_of_its_webhook_is_taken() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn half_a_callback_is_400_and_the_whole_one_is_taken_after() {
    let scene = Scene::answered(TestApp::setup()).await;
    scene.fault(Fault::new(FaultMode::Truncated));
    let id = scene.start().await;
    scene.app.dispatch().await;
    until(async || (scene.statut(id).await == "TERMINEE").then_some(())).await;
    let callbacks = scene.app.n8n.callbacks();
    let half = callbacks.iter().find(|callback| callback.kind == CallbackKind::Complete).unwrap();
    assert_eq!(half.status, Some(400));
    assert_eq!(half.answer["code"], "REQUETE_INVALIDE");
    assert_invariants(&scene.app.db).await;
}

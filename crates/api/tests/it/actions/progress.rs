//! n8n reports steps.

use n8n_sim::CallbackKind;
use serde_json::{Value, json};

use super::invariants::snapshot;
use super::scene::{PROGRESS, Scene};
use crate::support::app::{SOON, TestApp};
use crate::support::client::Answer;

async fn step(scene: &Scene, id: i64, etape: &str, pourcentage: impl Into<Value>) -> Answer {
    let body = json!({ "idConversion": id, "etape": etape, "pourcentage": pourcentage.into() });
    scene.n8n.post(PROGRESS, body).await
}

#[tokio::test]
async fn a_step_is_shown_and_written_to_the_story() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let answer = step(&scene, id, "Création du dossier Drive", 60).await;
    assert_eq!(answer.expect(204).body, Value::Null);
    let action = scene.action(id).await;
    assert_eq!(action["etape"], "Création du dossier Drive");
    assert_eq!(action["pourcentage"], 60);
    assert_eq!(action["statutAction"], "EN_COURS");
    let last = action["journal"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["evenement"], &last["detail"]),
        (&json!("ETAPE"), &json!("Création du dossier Drive (60 %)"))
    );
}

#[tokio::test]
async fn a_step_needs_no_percentage() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    step(&scene, id, "Premier pas", 10).await.expect(204);
    scene.n8n.post(PROGRESS, json!({ "idConversion": id, "etape": "Second pas" })).await.expect(204);
    let action = scene.action(id).await;
    assert_eq!((&action["etape"], &action["pourcentage"]), (&json!("Second pas"), &Value::Null));
}

#[tokio::test]
async fn a_step_may_come_before_the_delivery_is_recorded() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    step(&scene, id, "Premier pas", 0).await.expect(204);
    assert_eq!(scene.action(id).await["pourcentage"], 0);
}

#[tokio::test]
async fn a_step_after_the_end_is_204_and_changes_nothing() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    step(&scene, id, "Premier pas", 10).await.expect(204);
    scene.succeed(id, "DUMI05112026").await;
    let before = snapshot(&scene.app.db).await;
    step(&scene, id, "En retard", 60).await.expect(204);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_step_of_a_failed_action_is_204_and_changes_nothing() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    let before = snapshot(&scene.app.db).await;
    step(&scene, id, "En retard", 60).await.expect(204);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_step_of_an_unknown_action_is_404() {
    let scene = Scene::new().await;
    step(&scene, 424_242, "Premier pas", 10).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_percentage_is_from_0_to_100() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    for wrong in [-1, 101, 1_000_000] {
        step(&scene, id, "Pas", wrong).await.expect_field("pourcentage", "INTERVALLE");
    }
    step(&scene, id, "Pas", "60").await.expect_field("pourcentage", "TYPE_INVALIDE");
    step(&scene, id, "Pas", 12.5).await.expect_field("pourcentage", "TYPE_INVALIDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    step(&scene, id, "Pas", 100).await.expect(204);
}

#[tokio::test]
async fn a_step_says_something_short() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    step(&scene, id, "", 10).await.expect_field("etape", "LONGUEUR");
    step(&scene, id, &"x".repeat(201), 10).await.expect_field("etape", "LONGUEUR");
    step(&scene, id, &"é".repeat(200), 10).await.expect(204);
}

#[tokio::test]
async fn only_n8n_may_report_a_step() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let body = json!({ "idConversion": id, "etape": "Pas", "pourcentage": 10 });
    scene.admin.post(PROGRESS, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    scene.app.anonymous().post(PROGRESS, body).await.expect_problem(401, "CLE_API_INVALIDE");
    assert_eq!(scene.action(id).await["etape"], Value::Null);
}

#[tokio::test]
async fn the_steps_of_a_workflow_are_all_taken() {
    let scene = Scene::answered(TestApp::setup()).await;
    let id = scene.start().await;
    scene.app.dispatch().await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    let steps: Vec<_> = scene
        .app
        .n8n
        .callbacks()
        .into_iter()
        .filter(|callback| callback.kind == CallbackKind::Progress)
        .collect();
    assert_eq!(steps.iter().map(|step| step.status).collect::<Vec<_>>(), vec![Some(204); 4]);
    let action = scene.action(id).await;
    let told =
        action["journal"].as_array().unwrap().iter().filter(|entry| entry["evenement"] == "ETAPE").count();
    assert_eq!(told, 4);
}

//! Steps reported by n8n.

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
async fn a_percentage_is_shown_from_0_to_100_however_it_is_written() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    for (given, shown) in [
        (json!(-1), json!(0)),
        (json!(1_000_000), json!(100)),
        (json!("60"), json!(60)),
        (json!("61 %"), json!(61)),
        (json!(12.5), json!(12)),
        (json!("bientôt"), json!(null)),
        (json!(""), json!(null)),
    ] {
        step(&scene, id, "Pas", given.clone()).await.expect(204);
        let seen = scene.action(id).await["pourcentage"].clone();
        // A step without a percentage keeps the last one.
        assert!(seen == shown || shown.is_null(), "{given}: {seen}");
    }
}

#[tokio::test]
async fn a_step_is_shown_short_and_never_refused_for_its_name() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    for (given, shown) in [
        (json!("é".repeat(200)), "é".repeat(200)),
        (json!("x".repeat(201)), format!("{}…", "x".repeat(199))),
        (json!({ "nom": "Drive" }), r#"{"nom":"Drive"}"#.to_owned()),
        (json!(" "), "Étape sans nom".to_owned()),
        (json!(null), "Étape sans nom".to_owned()),
    ] {
        let body = json!({ "idConversion": id.to_string(), "etape": given, "pourcentage": 10 });
        scene.n8n.post(PROGRESS, body).await.expect(204);
        assert_eq!(scene.action(id).await["etape"], shown);
    }
    scene.n8n.post(PROGRESS, json!({ "etape": "Pas" })).await.expect_field("idConversion", "CHAMP_REQUIS");
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

//! Audit entries of changes, in one transaction with the change; they hold names of fields only.

use reqwest::Method;
use serde_json::{Value, json};

use super::trace::{count, entries, log_email, story, told};
use crate::actions::scene::Scene;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

async fn change(client: &Client, id: &str, body: Value) -> Answer {
    let request = client.request(Method::PATCH, &format!("/api/prospects/{id}")).header("if-match", "*");
    Answer::read(request.json(&body)).await
}

/// Returns operation and fields of the last entry.
async fn last(client: &Client, id: &str) -> (Value, Value) {
    let last = entries(client, id).await.remove(0);
    (last["operation"].clone(), last["champs"].clone())
}

#[tokio::test]
async fn a_changed_record_names_the_fields_that_changed_and_none_of_their_values() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let body = json!({ "nom": "Dumitru", "ville": "Brest", "emails": ["xylophone@exemple.example"] });
    change(&admin, &id, body).await.expect(200);
    assert_eq!(last(&admin, &id).await, (json!("MODIFICATION"), json!(["emails", "ville"])));
    let kept =
        "SELECT count(*) AS count FROM audit_prospects a WHERE to_jsonb(a)::text ~ 'xylophone|Brest|Dumitru'";
    assert_eq!(app.db.count(kept).await, 0);
}

#[tokio::test]
async fn what_changes_nothing_is_at_most_a_reading() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    change(&admin, &id, json!({ "emails": ["personne"] })).await.expect(422);
    change(&admin, "PROS_999", json!({ "ville": "Brest" })).await.expect(404);
    assert_eq!(count(&app.db).await, 0);
    change(&admin, &id, json!({ "ville": "Lyon" })).await.expect(200);
    assert_eq!(story(&admin, &id).await, told(&[("LECTURE", "Sophie Martin")]));
}

#[tokio::test]
async fn who_comes_in_and_comes_again_is_written_down_as_n8n_said_it() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let person = json!({ "nom": "Petit", "email": "paul@exemple.example" });
    let added = n8n.post("/api/prospects", person.clone()).await;
    let id = added.expect(201).body["idProspect"].as_str().unwrap().to_owned();
    n8n.post("/api/prospects", person).await.expect(200);
    let more = json!({ "nom": "Petit", "email": "paul@exemple.example", "ville": "Nice" });
    n8n.post("/api/prospects", more).await.expect(200);
    assert_eq!(log_email(&app, &id, "<1@exemple.example>").await, 201);
    assert_eq!(log_email(&app, &id, "<1@exemple.example>").await, 200);
    let admin = app.admin().await;
    let done = [("AJOUT", "n8n"), ("LECTURE", "n8n"), ("MODIFICATION", "n8n"), ("EMAIL_AJOUTE", "n8n")];
    assert_eq!(story(&admin, &id).await, told(&done));
    assert_eq!(entries(&admin, &id).await[1]["champs"], json!(["ville"]));
}

#[tokio::test]
async fn a_change_that_cannot_be_written_down_is_not_made() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    data::refuse_inserts(&app.db, "audit_prospects").await;
    change(&admin, &id, json!({ "ville": "Brest" })).await.expect_problem(500, "ERREUR_INTERNE");
    assert_eq!(log_email(&app, &id, "<1@exemple.example>").await, 500);
    let untouched = "SELECT count(*) AS count FROM prospects WHERE ville = 'Lyon' AND nb_echanges = 3";
    assert_eq!(app.db.count(untouched).await, 1);
}

#[tokio::test]
async fn an_action_says_who_asked_it_and_how_it_ended() {
    let scene = Scene::new().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let done = scene.deliver().await;
    scene.succeed(done, "DUMI05112026").await;
    let expected = [
        ("ACTION_DEMANDEE", "Sophie Martin"),
        ("ACTION_ECHOUEE", "n8n"),
        ("ACTION_DEMANDEE", "Sophie Martin"),
        ("ACTION_TERMINEE", "n8n"),
    ];
    assert_eq!(story(&scene.admin, &scene.prospect).await, told(&expected));
    let last = entries(&scene.admin, &scene.prospect).await.remove(0);
    assert_eq!((&last["idConversion"], &last["typeAction"]), (&json!(done), &json!("CONVERTIR_CANDIDAT")));
}

#[tokio::test]
async fn what_the_service_ended_by_itself_is_its_own() {
    let scene = Scene::new().await;
    scene.overdue_with(crate::actions::scene::conversion(&scene.prospect)).await;
    let expected = [("ACTION_DEMANDEE", "Sophie Martin"), ("ACTION_ECHOUEE", "système")];
    assert_eq!(story(&scene.admin, &scene.prospect).await, told(&expected));
}

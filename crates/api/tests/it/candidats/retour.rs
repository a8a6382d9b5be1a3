//! A candidate becomes a prospect again.

use chrono::TimeDelta;
use serde_json::json;

use super::decision::{decide, refused};
use crate::actions::invariants::{assert_invariants, snapshot};
use crate::audit::trace::entries;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::scene::{ONE_SEAT, Scene, conversion, into_session, success};

async fn go_back(client: &Client, id_candidat: i64) -> Answer {
    client.post(&format!("/api/candidats/{id_candidat}/retour-prospect"), json!({})).await
}

/// Converts the prospect of the scene into the session with one seat; returns the conversion.
async fn converted(scene: &Scene) -> i64 {
    let id = scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.succeed(id, "DUMI05112026").await;
    scene.app.advance(TimeDelta::minutes(1));
    id
}

#[tokio::test]
async fn a_candidate_who_becomes_a_prospect_again_frees_the_seat_and_has_the_former_statut() {
    let scene = Scene::new().await;
    converted(&scene).await;
    go_back(&scene.admin, 1).await.expect(204);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
    scene.admin.get("/api/candidats/1").await.expect_problem(404, "INTROUVABLE");
    let record =
        scene.admin.get(&format!("/api/prospects/{}", scene.prospect)).await.expect(200).body.clone();
    assert_eq!(record["candidat"], json!(null));
    let change = entries(&scene.admin, &scene.prospect).await;
    assert!(change.iter().any(|entry| entry["champs"] == json!(["statutProspect", "candidat"])));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_return_that_is_asked_twice_is_done_once() {
    let scene = Scene::new().await;
    converted(&scene).await;
    go_back(&scene.admin, 1).await.expect(204);
    let before = snapshot(&scene.app.db).await;
    go_back(&scene.admin, 1).await.expect(204);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_refused_candidate_who_becomes_a_prospect_again_frees_no_second_seat() {
    let scene = Scene::new().await;
    converted(&scene).await;
    decide(&scene.admin, 1, "REFUSE", Some("Prérequis non atteints")).await.expect(200);
    go_back(&scene.admin, 1).await.expect(204);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_prospect_who_was_a_candidate_can_be_converted_again_under_the_former_number() {
    let scene = Scene::new().await;
    converted(&scene).await;
    go_back(&scene.admin, 1).await.expect(204);
    scene.app.advance(TimeDelta::minutes(1));
    let again = scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.succeed(again, "DUMI05112026").await;
    assert_eq!(scene.candidat().await["id_candidat"], 2);
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    go_back(&scene.admin, 2).await.expect(204);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_number_of_a_former_candidate_stays_reserved() {
    let scene = Scene::new().await;
    converted(&scene).await;
    go_back(&scene.admin, 1).await.expect(204);
    let other = scene.prospect("Dumitrescu").await;
    let id = scene.deliver_with(conversion(&other)).await;
    scene.call_back(success(id, "DUMI05112026")).await.expect_problem(409, "NUMERO_DOSSIER_PRIS");
    scene.succeed(id, "DUMI05112026-2").await;
    let taken = "UPDATE candidats SET numero_dossier = 'DUMI05112026'";
    let error = refused(&scene.app.db, taken).await;
    assert!(error.contains("reserved"), "{error}");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_folder_of_a_prospect_who_came_back_makes_no_candidate() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.app.advance(TimeDelta::minutes(1));
    go_back(&scene.admin, 1).await.expect(204);
    scene.relance(id).await.expect_problem(409, "ACTION_NON_RELANCABLE");
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.statut(id).await, "TERMINEE");
    assert_eq!((scene.statut_prospect().await.as_str(), scene.seats(ONE_SEAT).await), ("QUALIFIE", (0, 0)));
    assert_eq!(scene.candidat().await, json!(null));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_candidate_whose_folder_is_being_made_stays_one() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.relance(id).await.expect(202);
    let before = snapshot(&scene.app.db).await;
    go_back(&scene.admin, 1).await.expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn an_unknown_candidate_does_not_come_back() {
    let app = TestApp::start().await;
    go_back(&app.admin().await, 999).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_anonymised_candidate_stays_one() {
    let scene = Scene::new().await;
    converted(&scene).await;
    let body = json!({ "ids": [scene.prospect], "motif": "DEMANDE" });
    scene.admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    go_back(&scene.admin, 1).await.expect_problem(409, "PERSONNE_ANONYMISEE");
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
}

#[tokio::test]
async fn the_file_of_a_former_candidate_is_exported_and_anonymised_with_the_record() {
    let scene = Scene::new().await;
    converted(&scene).await;
    go_back(&scene.admin, 1).await.expect(204);
    let held = scene.admin.get(&format!("/api/prospects/{}/donnees-personnelles", scene.prospect)).await;
    let text = held.expect(200).body.to_string();
    assert!(text.contains("DUMI05112026"), "{text}");
    let body = json!({ "ids": [scene.prospect], "motif": "DEMANDE" });
    scene.admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    let numero = scene.app.db.text("SELECT numero_dossier AS text FROM anciens_candidats").await;
    assert_eq!(numero.as_deref(), Some("ANONYME-1"));
}

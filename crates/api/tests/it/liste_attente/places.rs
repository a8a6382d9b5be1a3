//! Places on waiting lists: prospects are added to a list and taken off.

use serde_json::{Value, json};

use crate::actions::invariants::{assert_invariants, snapshot};
use crate::audit::trace::entries;
use crate::candidats::decision::withdraw;
use crate::candidats::session::{candidate, choose};
use crate::support::client::{Answer, Client};
use crate::support::scene::{CLOSED, FIVE_SEATS, FULL, ONE_SEAT, Scene, into_session};

/// Returns the path of a waiting list.
pub(super) fn list_of(session: i64) -> String {
    format!("/api/sessions/{session}/liste-attente")
}

/// Adds a prospect to a waiting list.
pub(crate) async fn wait(client: &Client, session: i64, prospect: &str) -> Answer {
    client.post(&list_of(session), json!({ "idProspect": prospect })).await
}

/// Returns the open places of a session by rank: prospect and state.
pub(super) async fn waiting(client: &Client, session: i64) -> Vec<(String, String)> {
    let answer = client.get(&list_of(session)).await;
    let rows = answer.expect(200).body["data"].as_array().unwrap().clone();
    let open = rows.iter().filter(|row| row["rang"] != Value::Null);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    open.map(|row| (text(&row["idProspect"]), text(&row["etat"]))).collect()
}

/// Gives the only seat of its session to a candidate, whose id is 1.
pub(crate) async fn fill_one_seat(scene: &Scene) {
    candidate(&scene.app.db, "OCCU01112026").await;
    choose(&scene.admin, 1, ONE_SEAT).await.expect(200);
}

#[tokio::test]
async fn a_prospect_waits_once_and_has_a_rank() {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    let first = wait(&scene.admin, FULL, &scene.prospect).await;
    let place = &first.expect(201).body;
    assert_eq!((&place["rang"], &place["etat"]), (&json!(1), &json!("EN_ATTENTE")));
    assert_eq!((&place["session"], &place["inscritPar"]), (&json!("Complète"), &json!("Sophie Martin")));
    assert_eq!(wait(&scene.admin, FULL, &other).await.expect(201).body["rang"], 2);
    let before = snapshot(&scene.app.db).await;
    assert_eq!(wait(&scene.admin, FULL, &scene.prospect).await.expect(200).body, *place);
    assert_eq!(snapshot(&scene.app.db).await, before);
    let record = scene.admin.get(&format!("/api/prospects/{other}")).await;
    assert_eq!(record.body["listesAttente"][0]["rang"], 2);
    let changes = entries(&scene.admin, &other).await;
    assert!(changes.iter().any(|entry| entry["champs"] == json!(["listesAttente"])));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn nobody_waits_for_a_session_with_a_free_seat_or_a_closed_one() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    wait(&scene.admin, FIVE_SEATS, &scene.prospect).await.expect_problem(409, "SESSION_NON_COMPLETE");
    wait(&scene.admin, CLOSED, &scene.prospect).await.expect_field("idSession", "SESSION_FERMEE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_candidate_a_lost_prospect_and_one_in_conversion_do_not_wait() {
    let scene = Scene::new().await;
    fill_one_seat(&scene).await;
    let candidat = scene.app.db.text("SELECT id_prospect AS text FROM candidats").await.unwrap();
    wait(&scene.admin, FULL, &candidat).await.expect_problem(409, "DEJA_CANDIDAT");
    let lost = scene.prospect("Nguyen").await;
    let update = format!("UPDATE prospects SET statut_prospect = 'PERDU' WHERE id_prospect = '{lost}'");
    scene.app.db.execute(&update).await;
    wait(&scene.admin, FULL, &lost).await.expect_field("idProspect", "STATUT_INTERDIT");
    scene.start_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    wait(&scene.admin, FULL, &scene.prospect).await.expect_problem(409, "ACTION_EN_COURS");
    assert!(waiting(&scene.admin, FULL).await.is_empty());
}

#[tokio::test]
async fn an_unknown_session_prospect_or_place_is_not_found_and_a_wrong_body_is_refused() {
    let scene = Scene::new().await;
    scene.admin.get(&list_of(999)).await.expect_problem(404, "INTROUVABLE");
    wait(&scene.admin, 999, &scene.prospect).await.expect_problem(404, "INTROUVABLE");
    wait(&scene.admin, FULL, "PROS_999").await.expect_problem(404, "INTROUVABLE");
    let place = format!("{}/999", list_of(FULL));
    scene.admin.delete(&place).await.expect_problem(404, "INTROUVABLE");
    for (path, body) in [("proposition", json!({})), ("reponse", json!({ "accepte": true }))] {
        scene.admin.post(&format!("{place}/{path}"), body).await.expect_problem(404, "INTROUVABLE");
    }
    for body in [json!({}), json!({ "idProspect": "x" }), json!({ "idProspect": null }), json!([])] {
        assert_eq!(scene.admin.post(&list_of(FULL), body.clone()).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn whoever_is_converted_elsewhere_lost_or_anonymised_leaves_every_list() {
    let scene = Scene::new().await;
    let (lost, forgotten) = (scene.prospect("Nguyen").await, scene.prospect("Petit").await);
    for prospect in [&scene.prospect, &lost, &forgotten] {
        wait(&scene.admin, FULL, prospect).await.expect(201);
    }
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.succeed(id, "DUMI05112026").await;
    let update = format!("UPDATE prospects SET statut_prospect = 'PERDU' WHERE id_prospect = '{lost}'");
    scene.app.db.execute(&update).await;
    let body = json!({ "ids": [forgotten], "motif": "DEMANDE" });
    scene.admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    assert!(waiting(&scene.admin, FULL).await.is_empty());
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_place_is_taken_off_once_and_its_offer_passes_to_the_next_one() {
    let scene = Scene::new().await;
    fill_one_seat(&scene).await;
    let next = scene.prospect("Nguyen").await;
    let place = wait(&scene.admin, ONE_SEAT, &scene.prospect).await.expect(201).body["idPlace"].clone();
    wait(&scene.admin, ONE_SEAT, &next).await.expect(201);
    withdraw(&scene.admin, 1).await.expect(200);
    let path = format!("{}/{place}", list_of(ONE_SEAT));
    scene.admin.delete(&path).await.expect(204);
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, [(next, "PROPOSEE".to_owned())]);
    let before = snapshot(&scene.app.db).await;
    scene.admin.delete(&path).await.expect(204);
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_invariants(&scene.app.db).await;
}

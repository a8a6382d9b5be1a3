//! Partial conversions: without n8n, the candidate is created and "Relancer" finishes it later.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::invariants::assert_invariants;
use super::scene::{
    FIVE_SEATS, FOLDER, ONE_SEAT, Scene, candidat_of, conversion, count, id_of, into_session, success,
};
use crate::support::app::{SOON, TestApp};
use crate::support::data;

#[tokio::test]
async fn a_partial_conversion_gives_the_held_seat() {
    let scene = Scene::new().await;
    scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_eq!(scene.candidat().await["id_session"], ONE_SEAT);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_number_that_is_taken_gets_a_rank() {
    let scene = Scene::new().await;
    let first = scene.deliver().await;
    scene.succeed(first, "DUMI05112026").await;
    for rank in 2..=4 {
        let prospect = scene.prospect("Dumitru").await;
        scene.unreachable_with(conversion(&prospect)).await;
        let candidat = candidat_of(&scene.app.db, &prospect).await;
        assert_eq!(candidat["numero_dossier"], format!("DUMI05112026-{rank}"));
    }
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn partial_conversions_at_the_same_instant_get_different_numbers() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_MAX_ATTEMPTS", 1)).await;
    scene.n8n_is_down();
    for _ in 0..8 {
        let prospect = scene.prospect("Dumitru").await;
        scene.start_with(conversion(&prospect)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 8);
    let numeros = "SELECT string_agg(numero_dossier, ' ' ORDER BY length(numero_dossier), numero_dossier) AS text FROM candidats";
    let expected = "DUMI05112026 DUMI05112026-2 DUMI05112026-3 DUMI05112026-4 DUMI05112026-5 DUMI05112026-6 DUMI05112026-7 DUMI05112026-8";
    assert_eq!(scene.app.db.text(numeros).await.unwrap(), expected);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_number_is_made_of_the_letters_of_any_name() {
    let scene = Scene::new().await;
    for (nom, letters) in [
        ("É💎lo\u{ef}se", "ELOI"),
        ("e\u{301}toile", "ETOI"),
        ("d’Alembert", "DALE"),
        ("O'Brien", "OBRI"),
        ("Ng", "NGXX"),
        ("Le Goff", "LEGO"),
        ("Œuvrard", "OEUV"),
        ("💎", "XXXX"),
    ] {
        let prospect = scene.prospect(nom).await;
        scene.unreachable_with(conversion(&prospect)).await;
        let numero = candidat_of(&scene.app.db, &prospect).await["numero_dossier"].clone();
        assert_eq!(numero, format!("{letters}05112026"), "{nom}");
    }
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_number_carries_the_day_at_the_school() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    scene.start().await;
    // 23:30 UTC on the 5th is the 6th in Paris.
    scene.app.advance(TimeDelta::minutes(14 * 60 + 30));
    scene.exhaust().await;
    assert_eq!(scene.candidat().await["numero_dossier"], "DUMI06112026");
}

#[tokio::test]
async fn a_partial_conversion_is_not_started_anew() {
    let scene = Scene::new().await;
    scene.unreachable_with(conversion(&scene.prospect)).await;
    let answer = scene.ask(conversion(&scene.prospect)).await;
    answer.expect_problem(409, "DEJA_CANDIDAT");
    assert_eq!(answer.body["numeroDossier"], "DUMI05112026");
}

#[tokio::test]
async fn relancer_finishes_a_partial_conversion_under_its_number() {
    let scene = Scene::new().await;
    let partial = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let before = scene.candidat().await;
    scene.app.n8n.reset().await;
    scene.app.advance(TimeDelta::days(3));
    let admin = scene.app.admin().await;
    let path = format!("/api/actions/{partial}/relance");
    let again = id_of(admin.post(&path, json!({})).await.expect(202));
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0), "its seat is given already");
    scene.app.dispatch().await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    let body = &scene.app.n8n.calls()[0].body;
    assert_eq!(body["numeroDossier"], "DUMI05112026");
    assert_eq!((&body["idSession"], &body["sessionVisee"]), (&json!(ONE_SEAT), &json!("Une place")));
    let after = scene.candidat().await;
    assert_eq!(after["id_candidat"], before["id_candidat"]);
    assert_eq!(after["numero_dossier"], "DUMI05112026");
    assert_eq!(after["partielle"], false);
    assert!(after["lien_dossier_drive"].as_str().unwrap().starts_with("https://"));
    assert_eq!(after["id_session"], ONE_SEAT);
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    let action = admin.get(&format!("/api/actions/{again}")).await.body;
    assert_eq!((&action["statutAction"], &action["relanceDe"]), (&json!("TERMINEE"), &json!(partial)));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_partial_conversion_is_finished_in_the_session_that_its_candidate_has_now() {
    let scene = Scene::new().await;
    let partial = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let id = scene.candidat().await["id_candidat"].clone();
    let path = format!("/api/candidats/{id}/changement-session");
    scene.admin.post(&path, json!({ "idSession": FIVE_SEATS })).await.expect(200);
    scene.faults([]);
    let again = id_of(scene.relance(partial).await.expect(202));
    scene.app.dispatch().await;
    let body = scene.app.n8n.calls().pop().unwrap().body;
    assert_eq!((&body["idSession"], &body["sessionVisee"]), (&json!(FIVE_SEATS), &json!("Mars 2027")));
    scene.succeed(again, "DUMI05112026").await;
    assert_eq!(scene.candidat().await["id_session"], FIVE_SEATS);
    assert_eq!((scene.seats(ONE_SEAT).await, scene.seats(FIVE_SEATS).await), ((0, 0), (1, 0)));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_partial_conversion_is_finished_once() {
    let scene = Scene::new().await;
    let partial = scene.unreachable_with(conversion(&scene.prospect)).await;
    scene.faults([]);
    let again = id_of(scene.relance(partial).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(again, "DUMI05112026").await;
    scene.relance(partial).await.expect_problem(409, "ACTION_NON_RELANCABLE");
    scene.relance(again).await.expect_problem(409, "ACTION_NON_RELANCABLE");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 2);
}

#[tokio::test]
async fn a_relance_that_does_not_reach_n8n_either_leaves_the_conversion_partial() {
    let scene = Scene::new().await;
    let partial = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let candidat = scene.candidat().await;
    let again = id_of(scene.relance(partial).await.expect(202));
    scene.exhaust().await;
    let action = scene.action(again).await;
    assert_eq!((&action["partielle"], &action["relancable"]), (&json!(true), &json!(true)));
    assert_eq!(scene.action(partial).await["relancable"], false);
    assert_eq!(scene.candidat().await, candidat);
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_relance_that_fails_leaves_the_candidate_and_may_be_relanced() {
    let scene = Scene::new().await;
    let partial = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let candidat = scene.candidat().await;
    scene.faults([]);
    let again = id_of(scene.relance(partial).await.expect(202));
    scene.app.dispatch().await;
    scene.fail(again).await;
    assert_eq!(scene.candidat().await, candidat);
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_invariants(&scene.app.db).await;
    let third = id_of(scene.relance(again).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(third, "DUMI05112026").await;
    assert_eq!(scene.candidat().await["lien_dossier_drive"], FOLDER);
}

#[tokio::test]
async fn a_success_after_a_partial_conversion_completes_its_candidate() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    let before = scene.candidat().await;
    // The last attempt had run, but its response was lost; n8n made its own number.
    scene.succeed(id, "DUMI05112026-N8N").await;
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["partielle"]), (&json!("TERMINEE"), &json!(false)));
    assert_eq!(action["relancable"], false);
    let after = scene.candidat().await;
    assert_eq!(after["id_candidat"], before["id_candidat"]);
    assert_eq!(after["numero_dossier"], "DUMI05112026-N8N");
    assert_eq!(after["lien_dossier_drive"], FOLDER);
    assert_eq!(after["partielle"], false);
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_success_under_the_number_of_another_leaves_the_conversion_partial() {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    let first = scene.deliver_with(conversion(&other)).await;
    scene.succeed(first, "NGUY05112026").await;
    let id = scene.unreachable_with(conversion(&scene.prospect)).await;
    let before = scene.candidat().await;
    scene.call_back(success(id, "NGUY05112026")).await.expect_problem(409, "NUMERO_DOSSIER_PRIS");
    assert_eq!(scene.candidat().await, before);
    assert_eq!(scene.action(id).await["partielle"], true);
}

#[tokio::test]
async fn a_partial_conversion_that_cannot_be_announced_is_made_when_the_lease_ends() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_MAX_ATTEMPTS", 1)).await;
    scene.faults([Fault::status(503).always()]);
    let id = scene.start_with(into_session(&scene.prospect, ONE_SEAT)).await;
    data::refuse_inserts(&scene.app.db, "notifications").await;
    scene.app.dispatch().await;
    assert_eq!(scene.statut(id).await, "EN_COURS");
    assert_eq!(scene.candidat().await, Value::Null);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    data::allow_inserts(&scene.app.db, "notifications").await;
    scene.app.advance(TimeDelta::seconds(60));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.action(id).await["partielle"], true);
    assert_invariants(&scene.app.db).await;
}

//! Callbacks after the end: late successes, late failures, and seats taken in the meantime.

use chrono::TimeDelta;
use prospects_api::catalogue::follow_dates;
use serde_json::json;

use super::invariants::{assert_invariants, snapshot};
use super::scene::{FIVE_SEATS, ONE_SEAT, Scene, candidat_of, conversion, count, into_session, success};
use crate::support::app::{TestApp, until};
use crate::support::data;

#[tokio::test]
async fn a_late_success_takes_a_seat_that_is_still_free() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_eq!(scene.candidat().await["id_session"], ONE_SEAT);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_overdue_action_ends_even_if_the_dates_of_sessions_cannot_be_followed() {
    let scene = Scene::with(TestApp::setup().with_workers()).await;
    let db = &scene.app.db;
    data::refuse(db, "UPDATE OF statut_session ON sessions FOR EACH STATEMENT").await;
    follow_dates(&scene.app.state).await.unwrap_err();
    scene.start().await;
    let is_there = async |rows: &str| (count(db, rows).await > 0).then_some(());
    until(async || is_there("conversions_en_cours WHERE date_echeance IS NOT NULL").await).await;
    scene.app.advance(TimeDelta::minutes(15));
    until(async || is_there("conversions_en_cours WHERE statut_action = 'ERREUR'").await).await;
}

#[tokio::test]
async fn a_late_success_whose_seat_is_gone_makes_a_candidate_without_session_and_says_so() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let other = scene.prospect("Nguyen").await;
    let quick = scene.deliver_with(into_session(&other, ONE_SEAT)).await;
    scene.succeed(quick, "NGUY05112026").await;
    scene.succeed(late, "DUMI05112026").await;
    assert_eq!(scene.statut(late).await, "TERMINEE");
    assert_eq!(scene.candidat().await["id_session"], json!(null));
    assert_eq!(candidat_of(&scene.app.db, &other).await["id_session"], ONE_SEAT);
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    let told = scene.last_notification().await;
    let message =
        "Marie Dumitru · dossier DUMI05112026. La session « Une place » est complète : place à attribuer.";
    assert_eq!(told["message"], message);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_success_does_not_take_a_seat_that_another_holds() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let other = scene.prospect("Nguyen").await;
    let running = scene.deliver_with(into_session(&other, ONE_SEAT)).await;
    scene.succeed(late, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    scene.succeed(running, "NGUY05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_after_a_reported_failure_is_a_success() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.statut(id).await, "TERMINEE");
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failure_after_the_deadline_is_known_and_noted_once() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(conversion(&scene.prospect)).await;
    let notified = count(&scene.app.db, "notifications").await;
    let answer = scene.fail(id).await;
    assert_eq!(answer.body, json!({ "idConversion": id, "statutAction": "ERREUR", "dejaTraite": true }));
    let before = snapshot(&scene.app.db).await;
    assert_eq!(scene.fail(id).await.body["dejaTraite"], true);
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(count(&scene.app.db, "notifications").await, notified);
    let story = scene.action(id).await["journal"].clone();
    let last = story.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["detail"], "n8n annonce l’échec après coup : Quota Drive dépassé");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_after_the_deadline_and_a_late_failure_is_a_success() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(conversion(&scene.prospect)).await;
    scene.fail(id).await;
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.succeed(id, "DUMI05112026").await.body["dejaTraite"], true);
    assert_eq!(scene.statut(id).await, "TERMINEE");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_success_with_a_taken_number_is_409_and_the_failure_stays() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(conversion(&scene.prospect)).await;
    let other = scene.prospect("Dumitrescu").await;
    let quick = scene.deliver_with(conversion(&other)).await;
    scene.succeed(quick, "DUMI05112026").await;
    let answer = scene.call_back(success(late, "DUMI05112026")).await;
    answer.expect_problem(409, "NUMERO_DOSSIER_PRIS");
    assert_eq!(answer.body["statutAction"], "ERREUR");
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_success_while_its_relance_runs_makes_one_candidate_and_one_seat() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    let again = super::scene::id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(late, "DUMI05112026").await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 1));
    scene.succeed(again, "DUMI05112026").await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_eq!(count(&scene.app.db, "candidats").await, 1);
    assert_eq!((scene.statut(late).await, scene.statut(again).await), ("TERMINEE".into(), "TERMINEE".into()));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn two_files_made_by_n8n_for_one_prospect_are_told() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(conversion(&scene.prospect)).await;
    let again = super::scene::id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(late, "DUMI05112026").await;
    scene.succeed(again, "DUMI05112026-2").await;
    assert_eq!(scene.candidat().await["numero_dossier"], "DUMI05112026");
    let message = scene.last_notification().await["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Attention : n8n a aussi créé le dossier DUMI05112026-2"), "{message}");
    assert!(message.contains("le candidat garde DUMI05112026"), "{message}");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_late_success_that_found_no_seat_gets_the_one_that_its_relance_holds() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let again = super::scene::id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    // The action's own restart holds the last seat, so the late success finds none.
    scene.succeed(late, "DUMI05112026").await;
    assert_eq!(scene.candidat().await["id_session"], json!(null));
    scene.succeed(again, "DUMI05112026").await;
    assert_eq!(scene.candidat().await["id_session"], ONE_SEAT);
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_relance_that_fails_after_a_late_success_changes_nothing_of_the_candidate() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    let again = super::scene::id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(late, "DUMI05112026").await;
    let candidat = scene.candidat().await;
    scene.fail(again).await;
    assert_eq!(scene.candidat().await, candidat);
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_relance_that_cannot_reach_n8n_after_a_late_success_does_not_call_the_candidate_partial() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.n8n_is_down();
    let again = super::scene::id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(late, "DUMI05112026").await;
    scene.exhaust().await;
    let action = scene.action(again).await;
    assert_eq!((&action["statutAction"], &action["partielle"]), (&json!("ERREUR"), &json!(false)));
    assert_eq!(scene.candidat().await["partielle"], false);
    assert_eq!(scene.notifications("ACTION_PARTIELLE").await, 0);
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

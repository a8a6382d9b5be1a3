//! "Relancer": restarting a failed action as a new one.

use chrono::TimeDelta;
use serde_json::json;

use super::invariants::{assert_invariants, snapshot};
use super::scene::{FIVE_SEATS, ONE_SEAT, Scene, conversion, count, id_of, into_session};

#[tokio::test]
async fn a_failed_action_is_taken_up_again_under_a_new_id() {
    let scene = Scene::new().await;
    let mut body = into_session(&scene.prospect, FIVE_SEATS);
    body["dateDebutSouhaitee"] = json!("2027-03-15");
    let failed = scene.deliver_with(body).await;
    scene.fail(failed).await;
    let answer = scene.relance(failed).await;
    let again = id_of(answer.expect(202));
    assert_ne!(again, failed);
    assert_eq!(answer.headers["location"], format!("/api/actions/{again}"));
    assert_eq!(answer.body["relanceDe"], failed);
    assert_eq!(answer.body["statutAction"], "EN_COURS");
    assert_eq!(answer.body["formationRetenue"], "CAP_BJ");
    assert_eq!(answer.body["idSession"], FIVE_SEATS);
    assert_eq!(answer.body["dateDebutSouhaitee"], "2027-03-15");
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
    scene.app.dispatch().await;
    let calls = scene.app.n8n.calls();
    assert_eq!(calls[1].headers["webhook-id"], format!("conv_{again}"));
    scene.succeed(again, "DUMI05112026").await;
    assert_eq!(scene.statut(failed).await, "ERREUR", "the old one keeps its end");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn who_relances_is_who_asked() {
    let scene = Scene::new().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let answer = paul.post(&format!("/api/actions/{failed}/relance"), json!({})).await;
    assert_eq!(answer.expect(202).body["demandePar"], "Paul Martin");
}

#[tokio::test]
async fn a_running_action_is_not_relanced() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let answer = scene.relance(id).await;
    answer.expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(answer.body["idConversion"], id);
}

#[tokio::test]
async fn a_successful_action_is_not_relanced() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let before = snapshot(&scene.app.db).await;
    scene.relance(id).await.expect_problem(409, "ACTION_NON_RELANCABLE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn only_the_last_failure_is_relanced() {
    let scene = Scene::new().await;
    let first = scene.deliver().await;
    scene.fail(first).await;
    let second = scene.deliver().await;
    scene.fail(second).await;
    scene.relance(first).await.expect_problem(409, "ACTION_NON_RELANCABLE");
    scene.relance(second).await.expect(202);
}

#[tokio::test]
async fn relancable_says_what_relance_answers() {
    let scene = Scene::new().await;
    let first = scene.deliver().await;
    let flag = async |id| scene.action(id).await["relancable"] == true;
    assert!(!flag(first).await, "running");
    scene.fail(first).await;
    assert!(flag(first).await, "failed");
    let second = id_of(scene.relance(first).await.expect(202));
    assert!(!flag(first).await, "another took its place");
    assert!(!flag(second).await, "running");
    scene.app.dispatch().await;
    scene.fail(second).await;
    assert!(!flag(first).await, "another took its place");
    assert!(flag(second).await, "failed");
    let third = id_of(scene.relance(second).await.expect(202));
    scene.app.dispatch().await;
    scene.succeed(third, "DUMI05112026").await;
    assert!(!flag(second).await && !flag(third).await, "done");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failure_is_no_more_relancable_once_the_prospect_is_a_candidate() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(conversion(&scene.prospect)).await;
    let again = id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.app.advance(TimeDelta::seconds(1));
    scene.succeed(late, "DUMI05112026").await;
    scene.fail(again).await;
    assert_eq!(scene.action(again).await["relancable"], false, "relance would answer 409");
    assert_eq!(scene.relance(again).await.status, 409);
}

#[tokio::test]
async fn a_late_success_leaves_nothing_to_relance() {
    let scene = Scene::new().await;
    let late = scene.overdue_with(conversion(&scene.prospect)).await;
    let again = id_of(scene.relance(late).await.expect(202));
    scene.app.dispatch().await;
    scene.fail(again).await;
    assert_eq!(scene.action(again).await["relancable"], true);
    scene.succeed(late, "DUMI05112026").await;
    assert_eq!(scene.action(again).await["relancable"], false);
    scene.relance(again).await.expect_problem(409, "ACTION_NON_RELANCABLE");
}

#[tokio::test]
async fn of_ten_relances_at_the_same_instant_one_is_taken() {
    let scene = Scene::new().await;
    let failed = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.fail(failed).await;
    let answers = futures_util::future::join_all((0..10).map(|_| scene.relance(failed))).await;
    let taken = answers.iter().filter(|answer| answer.status == 202).count();
    assert_eq!(taken, 1);
    for answer in answers.iter().filter(|answer| answer.status != 202) {
        answer.expect_problem(409, "ACTION_EN_COURS");
    }
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 2);
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_relance_whose_seat_is_gone_is_409_and_stays_possible() {
    let scene = Scene::new().await;
    let failed = scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.fail(failed).await;
    let other = scene.prospect("Nguyen").await;
    let taker = scene.deliver_with(into_session(&other, ONE_SEAT)).await;
    scene.relance(failed).await.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(scene.action(failed).await["relancable"], true);
    scene.fail(taker).await;
    scene.relance(failed).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_relance_of_a_date_that_has_passed_since_is_taken() {
    let scene = Scene::new().await;
    let mut body = conversion(&scene.prospect);
    body["dateDebutSouhaitee"] = json!("2026-11-05");
    let failed = scene.deliver_with(body).await;
    scene.fail(failed).await;
    scene.app.advance(TimeDelta::days(2));
    let admin = scene.app.admin().await;
    admin.post(&format!("/api/actions/{failed}/relance"), json!({})).await.expect(202);
}

#[tokio::test]
async fn an_unknown_action_is_404() {
    let scene = Scene::new().await;
    for id in ["424242", "0", "-1", "abc", "99999999999999999999"] {
        let answer = scene.admin.post(&format!("/api/actions/{id}/relance"), json!({})).await;
        answer.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn only_an_admin_may_relance() {
    let scene = Scene::new().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let path = format!("/api/actions/{failed}/relance");
    let formateur = scene.app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    formateur.post(&path, json!({})).await.expect_problem(403, "ACCES_REFUSE");
    scene.app.anonymous().post(&path, json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
    scene.n8n.post(&path, json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
}

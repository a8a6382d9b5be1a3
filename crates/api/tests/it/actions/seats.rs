//! Sessions of conversions: allowed ones, and their seats.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::json;

use super::invariants::{assert_invariants, snapshot};
use super::scene::{CLOSED, FIVE_SEATS, FULL, OF_GEMMO, ONE_SEAT, Scene, conversion, into_session};

#[tokio::test]
async fn a_seat_is_held_from_the_start() {
    let scene = Scene::new().await;
    scene.start_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_gives_the_held_seat_to_the_candidate() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_eq!(scene.candidat().await["id_session"], FIVE_SEATS);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failure_gives_the_held_seat_back() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.fail(id).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    let other = scene.prospect("Nguyen").await;
    scene.ask(into_session(&other, ONE_SEAT)).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_deadline_gives_the_held_seat_back() {
    let scene = Scene::new().await;
    scene.overdue_with(into_session(&scene.prospect, ONE_SEAT)).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_refusal_by_n8n_gives_the_held_seat_back() {
    let scene = Scene::new().await;
    scene.faults([Fault::status(400)]);
    let id = scene.start_with(into_session(&scene.prospect, ONE_SEAT)).await;
    scene.app.dispatch().await;
    assert_eq!(scene.statut(id).await, "ERREUR");
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_session_whose_last_seat_is_given_is_full() {
    let scene = Scene::new().await;
    let answer = scene.ask(into_session(&scene.prospect, FULL)).await;
    answer.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(answer.body["idSession"], FULL);
}

#[tokio::test]
async fn a_session_whose_last_seat_is_held_is_full() {
    let scene = Scene::new().await;
    scene.start_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let other = scene.prospect("Nguyen").await;
    let before = snapshot(&scene.app.db).await;
    let answer = scene.ask(into_session(&other, ONE_SEAT)).await;
    answer.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(answer.body["idSession"], ONE_SEAT);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn an_unknown_or_inactive_formation_is_refused() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for code in ["INCONNUE", "ANCIENNE", "cap_bj", "CAP_BJ "] {
        let body = json!({ "idProspect": scene.prospect, "formationRetenue": code });
        scene.ask(body).await.expect_field("formationRetenue", "FORMATION_INCONNUE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_session_that_may_not_be_chosen_is_refused_by_its_field() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for (session, code) in [
        (999, "SESSION_INCONNUE"),
        (-1, "SESSION_INCONNUE"),
        (OF_GEMMO, "SESSION_AUTRE_FORMATION"),
        (CLOSED, "SESSION_FERMEE"),
    ] {
        scene.ask(into_session(&scene.prospect, session)).await.expect_field("idSession", code);
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_label_that_may_not_be_chosen_is_refused_by_its_field() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for (label, code) in [
        ("Avril 2031", "SESSION_INCONNUE"),
        ("Gemmologie janvier", "SESSION_INCONNUE"),
        ("mars 2027", "SESSION_INCONNUE"),
        ("Fermée", "SESSION_FERMEE"),
    ] {
        let mut body = conversion(&scene.prospect);
        body["sessionVisee"] = json!(label);
        scene.ask(body).await.expect_field("sessionVisee", code);
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_label_alone_names_the_session() {
    let scene = Scene::new().await;
    let mut body = conversion(&scene.prospect);
    body["sessionVisee"] = json!("Mars 2027");
    let answer = scene.ask(body).await;
    assert_eq!(answer.expect(202).body["idSession"], FIVE_SEATS);
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
}

#[tokio::test]
async fn the_identifier_of_a_session_wins_over_the_label() {
    let scene = Scene::new().await;
    let mut body = into_session(&scene.prospect, ONE_SEAT);
    body["sessionVisee"] = json!("Mars 2027");
    let answer = scene.ask(body).await;
    assert_eq!(answer.expect(202).body["sessionVisee"], "Une place");
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 0));
}

#[tokio::test]
async fn null_and_absent_session_fields_mean_no_session() {
    let scene = Scene::new().await;
    let mut body = conversion(&scene.prospect);
    for field in ["idSession", "sessionVisee", "dateDebutSouhaitee"] {
        body[field] = json!(null);
    }
    let answer = scene.ask(body).await;
    assert_eq!(answer.expect(202).body["idSession"], json!(null));
    assert_eq!(answer.body["sessionVisee"], json!(null));
}

#[tokio::test]
async fn a_start_in_the_past_is_refused() {
    let scene = Scene::new().await;
    let mut body = conversion(&scene.prospect);
    body["dateDebutSouhaitee"] = json!("2026-11-04");
    scene.ask(body).await.expect_field("dateDebutSouhaitee", "DATE_PASSEE");
}

#[tokio::test]
async fn a_start_today_is_accepted() {
    let scene = Scene::new().await;
    let mut body = conversion(&scene.prospect);
    body["dateDebutSouhaitee"] = json!("2026-11-05");
    scene.ask(body).await.expect(202);
}

#[tokio::test]
async fn today_is_the_day_at_the_school_not_in_greenwich() {
    let scene = Scene::new().await;
    // 23:30 UTC on the 5th is half past midnight in Paris on the 6th.
    scene.app.advance(TimeDelta::minutes(14 * 60 + 30));
    let admin = scene.app.admin().await;
    let mut body = conversion(&scene.prospect);
    body["dateDebutSouhaitee"] = json!("2026-11-05");
    let yesterday = admin.post(super::scene::CONVERT, body.clone()).await;
    yesterday.expect_field("dateDebutSouhaitee", "DATE_PASSEE");
    body["dateDebutSouhaitee"] = json!("2026-11-06");
    admin.post(super::scene::CONVERT, body).await.expect(202);
}

#[tokio::test]
async fn a_day_that_no_calendar_has_is_refused() {
    let scene = Scene::new().await;
    for day in ["2027-02-30", "2027-13-01", "15/03/2027", "2027-3-1", "demain", " "] {
        let mut body = conversion(&scene.prospect);
        body["dateDebutSouhaitee"] = json!(day);
        scene.ask(body).await.expect_field("dateDebutSouhaitee", "DATE_INVALIDE");
    }
}

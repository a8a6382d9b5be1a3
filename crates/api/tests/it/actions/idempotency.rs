//! `Idempotency-Key`: a repeated key is one request.

use std::sync::Arc;

use serde_json::json;

use super::invariants::{assert_invariants, snapshot};
use super::scene::{
    CONVERT, FIVE_SEATS, ONE_SEAT, Scene, conversion, count, id_of, into_session, key_reused,
};
use crate::support::app::TestApp;

#[tokio::test]
async fn the_same_key_and_body_are_answered_by_the_first_202_again() {
    let scene = Scene::new().await;
    let body = into_session(&scene.prospect, FIVE_SEATS);
    let first = scene.admin.post_once(CONVERT, "cle-1", body.clone()).await;
    first.expect(202);
    let before = snapshot(&scene.app.db).await;
    let again = scene.admin.post_once(CONVERT, "cle-1", body).await;
    again.expect(202);
    assert_eq!(again.body, first.body);
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn the_first_202_is_answered_even_when_the_action_has_ended() {
    let scene = Scene::new().await;
    let body = conversion(&scene.prospect);
    let first = scene.admin.post_once(CONVERT, "cle-1", body.clone()).await;
    scene.app.dispatch().await;
    scene.succeed(id_of(first.expect(202)), "DUMI05112026").await;
    let again = scene.admin.post_once(CONVERT, "cle-1", body).await;
    assert_eq!(again.expect(202).body, first.body);
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
}

#[tokio::test]
async fn spaces_and_the_order_of_fields_do_not_make_another_body() {
    let scene = Scene::new().await;
    let first = scene.admin.post_once(CONVERT, "cle-1", conversion(&scene.prospect)).await;
    let text = format!(r#"{{ "formationRetenue": "CAP_BJ",   "idProspect": "{}" }}"#, scene.prospect);
    let request = scene.admin.request(reqwest::Method::POST, CONVERT).header("idempotency-key", "cle-1");
    let request = request.header("content-type", "application/json; charset=utf-8").body(text);
    let again = crate::support::client::Answer::read(request).await;
    assert_eq!(again.expect(202).body, first.body);
}

#[tokio::test]
async fn the_same_key_for_another_body_is_422() {
    let scene = Scene::new().await;
    scene.admin.post_once(CONVERT, "cle-1", into_session(&scene.prospect, FIVE_SEATS)).await.expect(202);
    let other = scene.prospect("Nguyen").await;
    let before = snapshot(&scene.app.db).await;
    for body in [conversion(&scene.prospect), into_session(&scene.prospect, ONE_SEAT), conversion(&other)] {
        let answer = scene.admin.post_once(CONVERT, "cle-1", body).await;
        answer.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
        assert_eq!(answer.body["erreurs"], key_reused());
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn another_person_may_use_the_same_key() {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    let first = scene.admin.post_once(CONVERT, "cle-1", conversion(&scene.prospect)).await;
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let second = paul.post_once(CONVERT, "cle-1", conversion(&other)).await;
    assert_ne!(id_of(first.expect(202)), id_of(second.expect(202)));
}

#[tokio::test]
async fn another_key_is_another_click() {
    let scene = Scene::new().await;
    scene.admin.post_once(CONVERT, "cle-1", conversion(&scene.prospect)).await.expect(202);
    let second = scene.admin.post_once(CONVERT, "cle-2", conversion(&scene.prospect)).await;
    second.expect_problem(409, "ACTION_EN_COURS");
}

#[tokio::test]
async fn a_refused_click_does_not_use_its_key_up() {
    let scene = Scene::new().await;
    let running = scene.deliver().await;
    let body = conversion(&scene.prospect);
    scene.admin.post_once(CONVERT, "cle-1", body.clone()).await.expect_problem(409, "ACTION_EN_COURS");
    scene.fail(running).await;
    scene.admin.post_once(CONVERT, "cle-1", body).await.expect(202);
}

#[tokio::test]
async fn twenty_clicks_with_one_key_at_the_same_instant_are_one_action() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let admin = Arc::new(scene.admin);
    let clicks = (0..20).map(|_| {
        let (admin, body) = (Arc::clone(&admin), into_session(&scene.prospect, FIVE_SEATS));
        tokio::spawn(async move { admin.post_once(CONVERT, "cle-1", body).await })
    });
    let mut bodies = Vec::new();
    for click in clicks.collect::<Vec<_>>() {
        bodies.push(click.await.unwrap().expect(202).body.clone());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
    assert_eq!(count(&scene.app.db, "notifications").await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn one_key_for_two_prospects_at_the_same_instant_is_taken_once() {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    let (one, two) = tokio::join!(
        scene.admin.post_once(CONVERT, "cle-1", conversion(&scene.prospect)),
        scene.admin.post_once(CONVERT, "cle-1", conversion(&other)),
    );
    let (taken, refused) = if one.status == 202 { (one, two) } else { (two, one) };
    taken.expect(202);
    refused.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
}

#[tokio::test]
async fn an_empty_or_endless_key_is_400() {
    let scene = Scene::new().await;
    for key in ["", "   ", "x".repeat(201).as_str()] {
        let answer = scene.admin.post_once(CONVERT, key, conversion(&scene.prospect)).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
    let longest = "x".repeat(200);
    scene.admin.post_once(CONVERT, &longest, conversion(&scene.prospect)).await.expect(202);
}

#[tokio::test]
async fn the_same_key_relances_once() {
    let scene = Scene::new().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let path = format!("/api/actions/{failed}/relance");
    let first = scene.admin.post_once(&path, "cle-2", json!({})).await;
    let again = scene.admin.post_once(&path, "cle-2", json!({})).await;
    assert_eq!(first.expect(202).body, again.expect(202).body);
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 2);
}

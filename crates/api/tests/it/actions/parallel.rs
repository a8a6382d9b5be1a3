//! Concurrent requests.

use std::collections::HashSet;

use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::invariants::assert_invariants;
use super::scene::{CONVERT, ONE_SEAT, Scene, conversion, count, id_of, into_session, success};
use crate::support::app::{SOON, TestApp, until};
use crate::support::client::{Answer, Client};
use crate::support::data;

/// Number of concurrent requests: more than the pool has connections, but few enough that none waits until a 503, on
/// the slowest machine.
const AT_ONCE: usize = 50;

/// Sends these bodies with [`AT_ONCE`] in flight; returns the responses in order.
async fn all_at_once(client: &Client, bodies: Vec<Value>) -> Vec<Answer> {
    let requests = bodies.into_iter().map(|body| client.post(CONVERT, body));
    stream::iter(requests).buffered(AT_ONCE).collect().await
}

#[tokio::test]
async fn of_two_hundred_conversions_of_one_prospect_one_is_taken() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let answers = all_at_once(&scene.admin, vec![conversion(&scene.prospect); 200]).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 202);
    assert_eq!((taken.len(), refused.len()), (1, 199));
    for answer in refused {
        answer.expect_problem(409, "ACTION_EN_COURS");
        assert_eq!(answer.body["idConversion"], id_of(taken[0]));
        assert_eq!(answer.body["typeAction"], "CONVERTIR_CANDIDAT");
        assert_eq!(answer.body["dateDebut"], taken[0].body["dateDebut"]);
        assert_eq!(answer.body["demandePar"], "Sophie Martin");
        assert_eq!(answer.body["dureeEcouleeMs"], 0);
    }
    let db = &scene.app.db;
    assert_eq!(count(db, "conversions_en_cours").await, 1);
    assert_eq!(count(db, "notifications").await, 1);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_invariants(db).await;
}

#[tokio::test]
async fn requests_of_one_instant_get_the_answers_that_they_get_alone() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let prospects = data::prospects(&scene.app.db, 20).await;
    let running = scene.admin.post(CONVERT, conversion(&prospects[0])).await;
    let mut bodies: Vec<Value> = prospects.iter().map(|id| conversion(id)).collect();
    bodies.push(conversion("PROS_999999"));
    bodies.push(serde_json::json!({ "idProspect": prospects[1], "formationRetenue": "INCONNUE" }));
    bodies.push(into_session(&scene.prospect, ONE_SEAT));
    let answers = all_at_once(&scene.admin, bodies).await;
    answers[0].expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(answers[0].body["idConversion"], id_of(running.expect(202)));
    for (answer, id) in answers[1..20].iter().zip(&prospects[1..]) {
        assert_eq!(answer.expect(202).body["idProspect"], id.as_str());
        let event = "SELECT count(*) AS count FROM conversions_journal WHERE evenement = 'DEMANDE' AND detail = 'Demandée par Sophie Martin'";
        let event = format!("{event} AND id_conversion = {}", id_of(answer));
        assert_eq!(scene.app.db.count(&event).await, 1);
    }
    answers[20].expect_problem(404, "INTROUVABLE");
    // The first request of the prospect, or this one, may be the earlier.
    assert!([409, 422].contains(&answers[21].status.as_u16()), "{}", answers[21].body);
    answers[22].expect(202);
    let db = &scene.app.db;
    let asked = "SELECT count(*) AS count FROM audit_prospects WHERE operation = 'ACTION_DEMANDEE'";
    assert_eq!(db.count(asked).await, 21);
    assert_eq!(count(db, "conversions_en_cours").await, 21);
    assert_eq!(count(db, "notifications").await, 21);
    assert_invariants(db).await;
}

#[tokio::test]
async fn keys_of_one_instant_are_answered_again_each_by_its_own_202() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let prospects = data::prospects(&scene.app.db, 20).await;
    let click =
        async |id: &String| scene.admin.post_once(CONVERT, &format!("cle-{id}"), conversion(id)).await;
    let first = futures_util::future::join_all(prospects.iter().map(&click)).await;
    let again = futures_util::future::join_all(prospects.iter().map(&click)).await;
    for (one, other) in first.iter().zip(&again) {
        assert_eq!(one.expect(202).body, other.expect(202).body);
    }
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 20);
}

#[tokio::test]
async fn of_fifty_conversions_into_the_last_seat_one_is_taken() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let prospects = data::prospects(&scene.app.db, 50).await;
    let bodies = prospects.iter().map(|id| into_session(id, ONE_SEAT)).collect();
    let answers = all_at_once(&scene.admin, bodies).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 202);
    assert_eq!((taken.len(), refused.len()), (1, 49));
    for answer in refused {
        answer.expect_problem(409, "SESSION_COMPLETE");
        assert_eq!(answer.body["idSession"], ONE_SEAT);
    }
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn fifty_conversions_run_side_by_side_to_fifty_candidates() {
    let scene = Scene::answered(TestApp::setup().with_workers().set("DB_POOL_SIZE", 20)).await;
    let mut bodies = Vec::new();
    // Names with different file numbers.
    for (first, second) in ('A'..='J').flat_map(|first| ('A'..='E').map(move |second| (first, second))) {
        bodies.push(conversion(&scene.prospect(&format!("{first}{second}mont")).await));
    }
    for answer in all_at_once(&scene.admin, bodies).await {
        answer.expect(202);
    }
    let done = "SELECT count(*) AS count FROM conversions_en_cours WHERE statut_action = 'TERMINEE'";
    until(async || (scene.app.db.count(done).await == 50).then_some(())).await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    let calls = scene.app.n8n.calls();
    let distinct: HashSet<_> = calls.iter().map(|call| call.headers["webhook-id"].clone()).collect();
    assert_eq!((calls.len(), distinct.len()), (50, 50), "each webhook is called once");
    assert_eq!(count(&scene.app.db, "candidats").await, 50);
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 50);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn of_two_candidates_with_one_number_at_the_same_instant_one_is_taken() {
    let scene = Scene::new().await;
    let other = scene.prospect("Dumitrescu").await;
    let first = scene.deliver().await;
    let second = scene.deliver_with(conversion(&other)).await;
    let (one, two) = tokio::join!(
        scene.call_back(success(first, "DUMI05112026")),
        scene.call_back(success(second, "DUMI05112026"))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.body, two.body);
    assert_eq!(count(&scene.app.db, "candidats").await, 1);
    assert_invariants(&scene.app.db).await;
}

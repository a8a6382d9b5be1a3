//! The capacity of a session never goes below the seats given and held.

use serde_json::json;

use super::requests::{catalogue, etag, patch, session, story, tag};
use crate::actions::invariants::assert_invariants;
use crate::instances::pair::{CONVERT, Pair};
use crate::support::app::TestApp;
use crate::support::data;
use crate::support::scene::{FIVE_SEATS, ONE_SEAT, Scene, id_of, into_session};

#[tokio::test]
async fn a_capacity_below_the_seats_given_and_held_is_refused_with_both_numbers() {
    let scene = Scene::new().await;
    scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    let before = catalogue(&scene.app.db).await;
    let answer = patch(&scene.admin, &session(ONE_SEAT), &json!({ "capacite": 0, "libelle": "Avril" })).await;
    answer.expect_problem(409, "CAPACITE_INSUFFISANTE");
    assert_eq!((&answer.body["inscrits"], &answer.body["retenues"]), (&json!(0), &json!(1)));
    assert_eq!(catalogue(&scene.app.db).await, before);
    assert!(story(&scene.app.db).await.is_empty());
    patch(&scene.admin, &session(ONE_SEAT), &json!({ "capacite": 1, "libelle": "Avril" })).await.expect(200);
}

#[tokio::test]
async fn a_seat_is_no_change_of_the_session() {
    let scene = Scene::new().await;
    let read = tag(&scene.admin, &session(FIVE_SEATS)).await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    assert_eq!(tag(&scene.admin, &session(FIVE_SEATS)).await, read);
    scene.succeed(id, "DUMI15092024").await;
    assert_eq!(tag(&scene.admin, &session(FIVE_SEATS)).await, read);
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
}

#[tokio::test]
async fn a_conversion_in_flight_ends_well_in_a_session_that_is_cancelled_meanwhile() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    patch(&scene.admin, &session(FIVE_SEATS), &json!({ "statutSession": "ANNULEE" })).await.expect(200);
    scene.succeed(id, "DUMI15092024").await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    let other = scene.prospect("Nguyen").await;
    scene.ask(into_session(&other, FIVE_SEATS)).await.expect_field("idSession", "SESSION_FERMEE");
    assert_invariants(&scene.app.db).await;
}

/// A conversion takes the last seat at one instance while the capacity is lowered at the other: one of both is refused.
#[tokio::test]
async fn a_conversion_and_a_lower_capacity_at_once_never_give_a_seat_twice() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    let [at_one, at_two] = pair.admin().await;
    for round in 0..6 {
        let prospect = data::prospect(db, &format!("Nom{round}"), "Marie").await;
        db.execute("UPDATE sessions SET capacite = inscrits + retenues + 1 WHERE id_session = 1").await;
        let taken =
            db.count("SELECT (inscrits + retenues)::bigint AS count FROM sessions WHERE id_session = 1");
        let (taken, path) = (taken.await, session(FIVE_SEATS));
        let lower = json!({ "capacite": taken });
        let (conversion, change) = futures_util::join!(
            at_one.post(CONVERT, into_session(&prospect, FIVE_SEATS)),
            patch(&at_two, &path, &lower)
        );
        match (conversion.status.as_u16(), change.status.as_u16()) {
            (202, 409) => assert_ne!(id_of(&conversion), 0),
            (409, 200) => assert_eq!(conversion.body["code"], "SESSION_COMPLETE"),
            other => panic!("{other:?}"),
        }
        assert_invariants(db).await;
    }
}

#[tokio::test]
async fn of_two_changes_of_one_version_at_two_instances_the_second_is_refused() {
    let pair = Pair::with(TestApp::setup).await;
    let [at_one, at_two] = pair.admin().await;
    let path = session(FIVE_SEATS);
    let read = tag(&at_one, &path).await;
    let change = |client, capacite| {
        let (path, read) = (path.clone(), read.clone());
        async move {
            let body = json!({ "capacite": capacite });
            super::requests::change(client, reqwest::Method::PATCH, &path, &read, &body).await
        }
    };
    let (one, two) = futures_util::join!(change(&at_one, 7), change(&at_two, 9));
    let (winner, loser) = if one.status == 200 { (one, two) } else { (two, one) };
    winner.expect(200);
    loser.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(at_two.get(&path).await.body, winner.body);
    assert_eq!(tag(&at_two, &path).await, etag(&winner));
}

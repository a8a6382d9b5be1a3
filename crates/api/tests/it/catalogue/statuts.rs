//! The statut of a session follows from its dates.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use prospects_api::catalogue::follow_dates;
use prospects_api::clock::Clock;
use reqwest::Method;
use serde_json::{Value, json};

use super::requests::{SESSIONS, change, etag, new_session, patch, session, story, tag};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::scene::{FIVE_SEATS, ONE_SEAT, Scene, conversion, into_session};
use crate::support::stream::Stream;

/// Starts an instance at this instant.
async fn at(instant: &str) -> TestApp {
    TestApp::setup().with_clock(Clock::by_hand(instant.parse::<DateTime<Utc>>().unwrap())).start().await
}

/// Returns the statut of a session in the record, in the list and in the table.
async fn statuts(app: &TestApp, admin: &Client, id: i64) -> [Value; 3] {
    let list = admin.get(SESSIONS).await;
    let rows = list.expect(200).body["data"].as_array().unwrap();
    let listed = rows.iter().find(|row| row["idSession"] == id).unwrap()["statutSession"].clone();
    let stored = format!("SELECT statut_session AS text FROM sessions WHERE id_session = {id}");
    let stored = app.db.text(&stored).await.unwrap();
    [admin.get(&session(id)).await.body["statutSession"].clone(), listed, json!(stored)]
}

async fn move_to(app: &TestApp, debut: &str, fin: &str) {
    app.db
        .execute(&format!(
            "UPDATE sessions SET date_debut = '{debut}', date_fin = '{fin}' WHERE id_session = {FIVE_SEATS}"
        ))
        .await;
}

#[tokio::test]
async fn a_session_starts_and_ends_at_midnight_in_paris_also_when_the_clocks_change() {
    // Clocks go back on 25 October 2026, and forward on 28 March 2027.
    for (debut, fin, start, length) in [
        ("2026-10-25", "2026-10-25", "2026-10-24T22:00:00Z", TimeDelta::hours(25)),
        ("2027-03-28", "2027-03-28", "2027-03-27T23:00:00Z", TimeDelta::hours(23)),
        ("2027-01-11", "2027-01-12", "2027-01-10T23:00:00Z", TimeDelta::hours(48)),
    ] {
        let second = TimeDelta::seconds(1);
        let app = TestApp::setup()
            .with_clock(Clock::by_hand(start.parse::<DateTime<Utc>>().unwrap() - second))
            .start()
            .await;
        let admin = app.admin().await;
        move_to(&app, debut, fin).await;
        for (wait, expected) in [
            (TimeDelta::zero(), "OUVERTE"),
            (second, "EN_COURS"),
            (length - second, "EN_COURS"),
            (second, "TERMINEE"),
        ] {
            app.advance(wait);
            // The former login may be over by now.
            let admin = app.admin().await;
            let [record, listed, _] = statuts(&app, &admin, FIVE_SEATS).await;
            assert_eq!((record.as_str(), listed.as_str()), (Some(expected), Some(expected)), "{debut}");
            follow_dates(&app.state).await.unwrap();
            assert_eq!(statuts(&app, &admin, FIVE_SEATS).await, [expected; 3], "{debut}");
        }
        drop(admin);
    }
}

#[tokio::test]
async fn the_filter_of_the_list_and_the_health_report_know_the_day() {
    let app = at("2027-03-01T09:00:00Z").await;
    let admin = app.admin().await;
    let ids = async |filter: &str| {
        let answer = admin.get(&format!("{SESSIONS}?{filter}")).await;
        let rows = answer.expect(200).body["data"].as_array().unwrap().clone();
        rows.iter().map(|row| row["idSession"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids("statutSession=EN_COURS").await, [FIVE_SEATS]);
    assert_eq!(ids("statutSession=TERMINEE").await, [5]);
    assert_eq!(ids("statutSession=OUVERTE&statutSession=PLANIFIEE").await, [ONE_SEAT, 3]);
    let health = admin.get("/api/sante").await;
    assert_eq!(health.expect(200).body["catalogue"]["sessionsOuvertes"], 1);
}

#[tokio::test]
async fn a_session_that_has_started_takes_no_candidate() {
    let scene = Scene::with(
        TestApp::setup().with_clock(Clock::by_hand("2027-03-01T09:00:00Z".parse::<DateTime<Utc>>().unwrap())),
    )
    .await;
    let prospect = scene.prospect("Dupont").await;
    let answer = scene.ask(into_session(&prospect, FIVE_SEATS)).await;
    answer.expect_field("idSession", "SESSION_FERMEE");
    let mut by_label = conversion(&prospect);
    by_label["sessionVisee"] = json!("Mars 2027");
    scene.ask(by_label).await.expect_field("sessionVisee", "SESSION_FERMEE");
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 0));
    scene.ask(into_session(&prospect, ONE_SEAT)).await.expect(202);
}

#[tokio::test]
async fn several_instances_write_each_statut_once_and_tell_the_pages() {
    let pair = Pair::at_work().await;
    let [admin, _] = pair.admin().await;
    let mut stream = Stream::open(&admin).await;
    let before = admin.get(&session(FIVE_SEATS)).await.headers["etag"].clone();
    move_to(&pair.one, "2026-11-05", "2026-11-06").await;
    let states = [&pair.one.state, &pair.two.state];
    let changed = join_all((0..8).map(|turn| follow_dates(states[turn % 2]))).await;
    // The workers of the pair may have been faster.
    assert!(changed.into_iter().map(Result::unwrap).sum::<usize>() <= 1);
    assert_eq!(stream.next_of("catalogue").await.data, json!({}));
    assert_eq!(statuts(&pair.one, &admin, FIVE_SEATS).await, ["EN_COURS"; 3]);
    assert_ne!(admin.get(&session(FIVE_SEATS)).await.headers["etag"], before);
    let version = "SELECT version::bigint AS count FROM sessions WHERE id_session = 1";
    assert_eq!(pair.one.db.count(version).await, 2, "once");
}

#[tokio::test]
async fn a_cancelled_session_stays_cancelled_and_comes_back_as_its_dates_say() {
    let app = at("2027-03-02T09:00:00Z").await;
    let admin = app.admin().await;
    let path = session(FIVE_SEATS);
    patch(&admin, &path, &json!({ "statutSession": "ANNULEE" })).await.expect(200);
    assert_eq!(follow_dates(&app.state).await.unwrap(), 1, "session 5 is over");
    assert_eq!(statuts(&app, &admin, FIVE_SEATS).await, ["ANNULEE"; 3]);
    let again = patch(&admin, &path, &json!({ "statutSession": "OUVERTE" })).await;
    assert_eq!(again.expect(200).body["statutSession"], "EN_COURS");
    assert_eq!(statuts(&app, &admin, FIVE_SEATS).await, ["EN_COURS"; 3]);
}

#[tokio::test]
async fn nobody_chooses_a_statut_that_the_dates_contradict() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = session(FIVE_SEATS);
    let days = |debut: &str, fin: &str| json!({ "dateDebut": debut, "dateFin": fin });
    for (dates, refused) in [
        (days("2027-03-01", "2027-12-17"), ["EN_COURS", "TERMINEE"].as_slice()),
        (days("2026-11-05", "2026-11-05"), &["TERMINEE"]),
        (days("2026-10-01", "2026-11-04"), &["EN_COURS"]),
    ] {
        for statut in refused {
            let mut body = dates.clone();
            body["statutSession"] = json!(statut);
            patch(&admin, &path, &body).await.expect_field("statutSession", "STATUT_INTERDIT");
            let mut new = new_session("Autre");
            for (name, value) in body.as_object().unwrap() {
                new[name] = value.clone();
            }
            admin.post(SESSIONS, new).await.expect_field("statutSession", "STATUT_INTERDIT");
        }
    }
    assert_eq!(story(&app.db).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_after_midnight_is_taken_with_the_version_that_was_just_read() {
    let app = at("2026-11-05T22:59:59Z").await;
    let admin = app.admin().await;
    move_to(&app, "2026-11-06", "2026-12-17").await;
    app.advance(TimeDelta::seconds(1));
    let path = session(FIVE_SEATS);
    let read = tag(&admin, &path).await;
    let first = change(&admin, Method::PATCH, &path, &read, &json!({ "capacite": 7 })).await;
    assert_eq!(first.expect(200).body["statutSession"], "EN_COURS");
    let late = change(&admin, Method::PATCH, &path, &read, &json!({ "capacite": 8 })).await;
    late.expect_problem(412, "VERSION_PERIMEE");
    change(&admin, Method::PATCH, &path, &etag(&first), &json!({ "capacite": 8 })).await.expect(200);
    assert_eq!(statuts(&app, &admin, FIVE_SEATS).await, ["EN_COURS"; 3]);
}

#[tokio::test]
async fn moved_dates_change_the_statut_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = session(FIVE_SEATS);
    for (debut, fin, expected) in [
        ("2026-11-05", "2026-12-01", "EN_COURS"),
        ("2026-10-01", "2026-11-04", "TERMINEE"),
        ("2026-10-01", "2026-11-05", "EN_COURS"),
        ("2027-03-01", "2027-12-17", "PLANIFIEE"),
    ] {
        let body = json!({ "dateDebut": debut, "dateFin": fin });
        assert_eq!(patch(&admin, &path, &body).await.expect(200).body["statutSession"], expected);
        assert_eq!(statuts(&app, &admin, FIVE_SEATS).await, [expected; 3]);
    }
    let mut past = new_session("Passée");
    (past["dateDebut"], past["dateFin"]) = (json!("2025-09-01"), json!("2026-06-26"));
    assert_eq!(admin.post(SESSIONS, past).await.expect(201).body["statutSession"], "TERMINEE");
}

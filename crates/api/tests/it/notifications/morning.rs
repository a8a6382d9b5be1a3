//! Each morning, an admin hears once how many touches are due.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use prospects_api::clock::Clock;
use prospects_api::intake::announce_touches;
use serde_json::{Value, json};

use super::rows::{notify, settle, stream};
use crate::actions::invariants::assert_invariants;
use crate::instances::pair::Pair;
use crate::reading::rows::add;
use crate::support::app::{Setup, TestApp};
use crate::support::client::Client;
use crate::support::data;
use crate::support::stream::Stream;

/// Returns a setup whose clock stands at this instant.
fn at(instant: &str) -> Setup {
    TestApp::setup().with_clock(Clock::by_hand(instant.parse::<DateTime<Utc>>().unwrap()))
}

/// Inserts a prospect with a touch on this day, followed by an account.
async fn touch(app: &TestApp, day: &str, owner: Option<i64>) {
    add(&app.db, json!({ "relance_le": day, "id_responsable": owner })).await;
}

async fn announce(app: &TestApp) -> usize {
    announce_touches(&app.state).await.unwrap()
}

/// Returns the notifications of the touches that an account can read, newest first.
async fn told(client: &Client) -> Vec<Value> {
    let page = client.get("/api/notifications").await;
    let rows = page.expect(200).body["data"].as_array().unwrap().clone();
    rows.into_iter().filter(|row| row["type"] == "RELANCES").collect()
}

async fn account(app: &TestApp, email: &str) -> i64 {
    app.db.count(&format!("SELECT id_utilisateur AS count FROM utilisateurs WHERE email = '{email}'")).await
}

#[tokio::test]
async fn each_admin_hears_of_the_own_touches_alone() {
    let app = at("2026-11-05T07:00:00Z").start().await;
    let (sophie, claire) = (app.admin().await, app.login("claire@ecole.example", "Claire", "ADMIN").await);
    let idle = app.login("idle@ecole.example", "Inès", "ADMIN").await;
    let other = account(&app, "claire@ecole.example").await;
    for (day, owner) in [
        ("2026-11-05", Some(1)),
        ("2026-11-05", Some(1)),
        ("2026-11-04", Some(1)),
        ("2026-11-06", Some(1)),
        ("2026-10-01", Some(other)),
        ("2026-11-05", None),
    ] {
        touch(&app, day, owner).await;
    }
    let mut streams = [Stream::open(&sophie).await, Stream::open(&claire).await, Stream::open(&idle).await];
    assert_eq!(announce(&app).await, 2);
    stream(&app, 2).await;
    for (client, message) in
        [(&sophie, "2 relances aujourd’hui, 1 en retard."), (&claire, "1 relance en retard.")]
    {
        let rows = told(client).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["message"], message);
        assert_eq!(
            (&rows[0]["titre"], &rows[0]["lienAction"], &rows[0]["lue"]),
            (&json!("Relances du jour"), &json!("/admin/journee"), &json!(false))
        );
        let unread = client.get("/api/notifications/compteurs").await;
        assert_eq!(unread.body["nonLues"], 1);
    }
    assert_eq!(told(&idle).await, Vec::<Value>::new());
    assert_eq!(idle.get("/api/notifications/compteurs").await.body["nonLues"], 0);
    for (stream, message) in streams.iter_mut().zip(["2 relances", "1 relance"]) {
        let event = stream.next_of("notification").await;
        assert!(event.data["message"].as_str().unwrap().starts_with(message), "{}", event.data);
    }
    notify(&app.db, "ADMIN", "pour tous").await;
    stream(&app, 1).await;
    assert_eq!(streams[2].next_titles(1).await, ["pour tous"], "nothing of the others came before");
}

#[tokio::test]
async fn nobody_reads_or_marks_the_touches_of_another_admin() {
    let app = at("2026-11-05T07:00:00Z").start().await;
    let sophie = app.admin().await;
    let claire = app.login("claire@ecole.example", "Claire", "ADMIN").await;
    touch(&app, "2026-11-05", Some(1)).await;
    let before = notify(&app.db, "ADMIN", "avant").await;
    assert_eq!(announce(&app).await, 1);
    settle(&app.db).await;
    let id = told(&sophie).await[0]["id"].as_i64().unwrap();
    for body in [json!({ "ids": [id] }), json!({ "jusqua": id })] {
        claire.post("/api/notifications/lues", body).await.expect(204);
    }
    assert_eq!(told(&sophie).await[0]["lue"], false);
    let marks = format!("SELECT count(*) FROM notifications_lues WHERE id_notification = {id}");
    assert_eq!(app.db.count(&marks).await, 0);
    let last = notify(&app.db, "ADMIN", "après").await;
    settle(&app.db).await;
    let mut resumed = Stream::resume(&claire, &before.to_string()).await;
    assert_eq!(resumed.next_titles(1).await, ["après"]);
    let mut resumed = Stream::resume(&sophie, &before.to_string()).await;
    assert_eq!(resumed.next_titles(2).await, ["Relances du jour", "après"]);
    assert!(last > id);
}

#[tokio::test]
async fn the_morning_begins_at_eight_in_paris_in_summer_and_in_winter() {
    // The clocks go back on Sunday 25 October 2026 and forward on Sunday 28 March 2027.
    for (day, eight) in [
        ("2026-10-23", "2026-10-23T06:00:00Z"),
        ("2026-10-26", "2026-10-26T07:00:00Z"),
        ("2027-03-26", "2027-03-26T07:00:00Z"),
        ("2027-03-30", "2027-03-30T06:00:00Z"),
    ] {
        let app = at(eight).start().await;
        app.admin().await;
        touch(&app, day, Some(1)).await;
        app.advance(TimeDelta::seconds(-1));
        assert_eq!(announce(&app).await, 0, "{eight}");
        app.advance(TimeDelta::seconds(1));
        assert_eq!(announce(&app).await, 1, "{eight}");
    }
}

#[tokio::test]
async fn several_instances_announce_a_morning_once() {
    let pair = Pair::with(|| at("2026-11-05T07:00:00Z")).await;
    let [admin, _] = pair.admin().await;
    touch(&pair.one, "2026-11-05", Some(1)).await;
    let states = [&pair.one.state, &pair.two.state];
    let told_by = join_all((0..8).map(|turn| announce_touches(states[turn % 2]))).await;
    assert_eq!(told_by.into_iter().map(Result::unwrap).sum::<usize>(), 1);
    assert_eq!(told(&admin).await.len(), 1);
    assert_invariants(&pair.one.db).await;
}

#[tokio::test]
async fn what_fails_halfway_is_announced_whole_at_the_next_try() {
    let app = at("2026-11-05T07:00:00Z").start().await;
    let admin = app.admin().await;
    touch(&app, "2026-11-05", Some(1)).await;
    data::refuse_inserts(&app.db, "notifications").await;
    assert!(announce_touches(&app.state).await.is_err());
    data::allow_inserts(&app.db, "notifications").await;
    assert_eq!(announce(&app).await, 1);
    assert_eq!(told(&admin).await.len(), 1);
}

#[tokio::test]
async fn a_service_that_was_down_at_eight_announces_the_day_later_and_no_earlier_day() {
    let app = at("2026-11-05T22:59:00Z").start().await;
    app.admin().await;
    touch(&app, "2026-11-05", Some(1)).await;
    assert_eq!(announce(&app).await, 1, "23:59");
    touch(&app, "2026-11-05", Some(1)).await;
    assert_eq!(announce(&app).await, 0, "once a day");
    app.advance(TimeDelta::hours(8));
    assert_eq!(announce(&app).await, 0, "07:59");
    app.advance(TimeDelta::hours(2));
    assert_eq!(announce(&app).await, 1);
    let admin = app.admin().await;
    assert_eq!(told(&admin).await[0]["message"], "2 relances en retard.");
}

#[tokio::test]
async fn a_day_on_which_the_school_is_closed_has_no_announcement() {
    // A Sunday, a holiday, and a closure.
    for day in ["2026-11-08", "2026-11-11", "2026-12-28"] {
        let app = at(&format!("{day}T09:00:00Z")).start().await;
        app.admin().await;
        app.db
            .execute("INSERT INTO fermetures (date_debut, date_fin, libelle) VALUES ('2026-12-24', '2027-01-03', 'Noël')")
            .await;
        touch(&app, "2026-11-05", Some(1)).await;
        assert_eq!(announce(&app).await, 0, "{day}");
    }
}

#[tokio::test]
async fn an_account_that_left_hears_nothing() {
    let app = at("2026-11-05T07:00:00Z").start().await;
    app.admin().await;
    app.login("claire@ecole.example", "Claire", "ADMIN").await;
    app.login("paul@ecole.example", "Paul", "ADMIN").await;
    for email in ["claire@ecole.example", "paul@ecole.example"] {
        touch(&app, "2026-11-05", Some(account(&app, email).await)).await;
    }
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE email = 'claire@ecole.example'").await;
    app.db.execute("UPDATE utilisateurs SET role = 'FORMATEUR' WHERE email = 'paul@ecole.example'").await;
    assert_eq!(announce(&app).await, 0);
}

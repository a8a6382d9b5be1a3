//! Periods: whole days in Paris, both ends included.

use serde_json::json;

use super::rows::{JOURNAL, add, found};
use crate::reading::rows::get;
use crate::support::app::TestApp;

/// Inserts entries at these instants; returns their identifiers.
async fn at(app: &TestApp, instants: &[&str]) -> Vec<i64> {
    let mut ids = Vec::new();
    for instant in instants {
        ids.push(add(&app.db, json!({ "date_erreur": instant })).await);
    }
    ids
}

#[tokio::test]
async fn a_day_of_winter_is_that_of_paris() {
    let app = TestApp::start().await;
    let instants = [
        "2026-02-16T22:59:59.999999Z",
        "2026-02-16T23:00:00Z",
        "2026-02-17T22:59:59.999999Z",
        "2026-02-17T23:00:00Z",
    ];
    let ids = at(&app, &instants).await;
    let admin = app.admin().await;
    assert_eq!(found(&admin, &[("du", "2026-02-17"), ("au", "2026-02-17")]).await, [ids[2], ids[1]]);
    assert_eq!(found(&admin, &[("du", "2026-02-17")]).await, [ids[3], ids[2], ids[1]]);
    assert_eq!(found(&admin, &[("au", "2026-02-17")]).await, [ids[2], ids[1], ids[0]]);
}

#[tokio::test]
async fn the_days_on_which_the_clocks_change_have_23_and_25_hours() {
    let app = TestApp::start().await;
    let instants = [
        "2026-03-28T23:00:00Z",
        "2026-03-29T21:59:59Z",
        "2026-03-29T22:00:00Z",
        "2026-10-24T22:00:00Z",
        "2026-10-25T22:59:59Z",
        "2026-10-25T23:00:00Z",
    ];
    let ids = at(&app, &instants).await;
    let admin = app.admin().await;
    assert_eq!(found(&admin, &[("du", "2026-03-29"), ("au", "2026-03-29")]).await, [ids[1], ids[0]]);
    assert_eq!(found(&admin, &[("du", "2026-10-25"), ("au", "2026-10-25")]).await, [ids[4], ids[3]]);
}

#[tokio::test]
async fn a_period_that_ends_before_it_begins_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in [JOURNAL.to_owned(), format!("{JOURNAL}/export")] {
        let query = [("format", "csv"), ("du", "2026-02-18"), ("au", "2026-02-17")];
        get(&admin, &path, &query).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn the_first_and_the_last_day_of_the_calendar_are_taken() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({})).await;
    assert_eq!(found(&app.admin().await, &[("du", "0000-01-01"), ("au", "9999-12-31")]).await, [id]);
}

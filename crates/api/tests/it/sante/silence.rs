//! The last message that was received, and the silence of a mailbox that is no longer read.

use chrono::{DateTime, TimeDelta, Utc};
use prospects_api::db;
use serde_json::{Value, json};

use super::{SANTE, ping_all};
use crate::reading::plans::Explained;
use crate::support::app::TestApp;
use crate::support::data;
use crate::support::db::TestDb;

/// Stores emails of these directions and dates.
async fn emails(app: &TestApp, prospect: &str, sens: &str, dates: &[&str]) {
    for date in dates {
        let row = format!(
            "INSERT INTO historique_emails (id_prospect, sens, expediteur, destinataire, date_envoi)
             VALUES ('{prospect}', '{sens}', 'a@exemple.example', 'b@exemple.example', '{date}')"
        );
        app.db.execute(&row).await;
    }
}

/// Returns what the report says of messages, and its reasons.
async fn report(app: &TestApp) -> (Value, Vec<String>) {
    let admin = app.login("admin@ecole.example", "Sophie", "ADMIN").await;
    ping_all(&admin).await;
    let report = admin.get(SANTE).await.expect(200).body.clone();
    let reasons = report["raisons"].as_array().unwrap().iter();
    let reasons = reasons.map(|reason| reason["message"].as_str().unwrap().to_owned()).collect();
    (report["messages"].clone(), reasons)
}

#[tokio::test]
async fn before_the_first_message_there_is_no_silence() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    emails(&app, &prospect, "SORTANT", &["2026-11-01T09:00:00Z", "2026-11-02T09:00:00Z"]).await;
    let (messages, reasons) = report(&app).await;
    let nothing = json!({ "dernierRecu": null, "silenceJours": 0, "silenceHabituelJours": null, "silenceInhabituel": false });
    assert_eq!((messages, reasons), (nothing, vec![]));
}

#[tokio::test]
async fn a_silence_of_more_than_three_usual_ones_is_told() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    // The clock starts on Thursday 5 November 2026 at 10:00 in Paris. An email of September is too old to be usual.
    let dates = ["2026-09-01T09:00:00Z", "2026-11-02T09:00:00Z", "2026-11-04T22:59:00Z"];
    emails(&app, &prospect, "ENTRANT", &dates).await;
    let (messages, reasons) = report(&app).await;
    let silence = |days: i32, unusual: bool| json!({ "dernierRecu": "2026-11-04T22:59:00Z", "silenceJours": days, "silenceHabituelJours": 2, "silenceInhabituel": unusual });
    assert_eq!((messages, reasons), (silence(1, false), vec![]));
    // Friday 13 November: six open days, for the 11th is a holiday.
    app.advance(TimeDelta::days(8));
    assert_eq!(report(&app).await, (silence(6, false), vec![]));
    app.advance(TimeDelta::days(2));
    assert_eq!(report(&app).await.0, silence(6, false), "a week-end is no silence");
    app.advance(TimeDelta::days(1));
    let (messages, reasons) = report(&app).await;
    assert_eq!(messages, silence(7, true));
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].contains("depuis 7 jours ouvrés ; d’habitude, 2 jours ouvrés au plus"), "{reasons:?}");
    // A message of the morning ends the silence.
    emails(&app, &prospect, "ENTRANT", &["2026-11-16T08:00:00Z"]).await;
    let (messages, reasons) = report(&app).await;
    assert_eq!((&messages["silenceJours"], &messages["silenceHabituelJours"]), (&json!(0), &json!(7)));
    assert_eq!(reasons, Vec::<String>::new());
}

#[tokio::test]
async fn one_day_of_messages_says_nothing_of_a_habit() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    emails(&app, &prospect, "ENTRANT", &["2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"]).await;
    app.advance(TimeDelta::days(300));
    let (messages, reasons) = report(&app).await;
    assert_eq!(
        (&messages["silenceHabituelJours"], &messages["silenceInhabituel"]),
        (&Value::Null, &json!(false))
    );
    assert!(!reasons.iter().any(|reason| reason.contains("Aucun message")), "{reasons:?}");
}

#[tokio::test]
async fn no_reading_of_the_report_goes_through_all_emails() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    let prospect = data::prospect(&db, "Dumitru", "Marie").await;
    db.execute(&format!(
        "INSERT INTO historique_emails (id_prospect, sens, expediteur, destinataire, date_envoi)
         SELECT '{prospect}', (ARRAY['ENTRANT', 'SORTANT'])[i % 2 + 1], 'a@exemple.example', 'b@exemple.example',
             '2025-01-01Z'::timestamptz + i * interval '20 minutes' FROM generate_series(1, 20000) i"
    ))
    .await;
    db.execute("ANALYZE").await;
    let last: DateTime<Utc> = "2025-10-05T18:40:00Z".parse().unwrap();
    let explained = Explained::connect(&db).await;
    explained
        .expect_whole_only(&[], async |conn| {
            assert_eq!(db::emails::last_received(conn).await.unwrap(), Some(last));
            let days = db::emails::days_with_received(conn, last - TimeDelta::days(30), last).await.unwrap();
            assert_eq!(days.len(), 31);
        })
        .await;
}

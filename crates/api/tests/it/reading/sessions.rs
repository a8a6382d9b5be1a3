//! Training sessions.

use chrono::TimeDelta;
use serde_json::json;

use super::rows::{column, get};
use crate::support::app::{TestApp, start_of_time};
use crate::support::client::Client;

async fn sessions(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let answer = get(client, "/api/sessions", query).await;
    column(answer.expect(200), "libelle")
}

#[tokio::test]
async fn sessions_come_by_first_day() {
    let app = TestApp::start().await;
    let all = ["Gemmologie janvier", "Mars 2027", "Une place", "Complète", "Fermée"];
    assert_eq!(sessions(&app.admin().await, &[]).await, all);
}

#[tokio::test]
async fn a_session_says_how_many_seats_are_left() {
    let app = TestApp::start().await;
    app.db.execute("UPDATE sessions SET retenues = 1 WHERE libelle = 'Mars 2027'").await;
    let answer = get(&app.admin().await, "/api/sessions", &[("formation", "CAP_BJ")]).await;
    let rows = answer.body["data"].as_array().unwrap();
    let seats: Vec<_> =
        rows.iter().map(|row| (&row["libelle"], &row["placesRestantes"], &row["complete"])).collect();
    let expected =
        [("Mars 2027", 4, false), ("Une place", 1, false), ("Complète", 0, true), ("Fermée", 5, false)];
    let expected: Vec<_> = expected.into_iter().map(|(a, b, c)| (json!(a), json!(b), json!(c))).collect();
    assert_eq!(seats, expected.iter().map(|(a, b, c)| (a, b, c)).collect::<Vec<_>>());
    let first = json!({
        "idSession": 1, "idFormation": rows[0]["idFormation"], "formation": "CAP_BJ", "libelle": "Mars 2027",
        "dateDebut": "2027-03-01", "dateFin": "2027-12-17", "capacite": 5, "inscrits": 0, "retenues": 1,
        "placesRestantes": 4, "complete": false, "statutSession": "OUVERTE", "enContinu": true,
        "tempsPartiel": false, "aDistance": false,
    });
    assert_eq!(rows[0], first);
}

#[tokio::test]
async fn sessions_are_filtered_by_formation_and_by_state() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(sessions(&admin, &[("formation", "GEMMO")]).await, ["Gemmologie janvier"]);
    let gemmo =
        app.db.count("SELECT id_formation AS count FROM formations WHERE code = 'GEMMO'").await.to_string();
    assert_eq!(sessions(&admin, &[("idFormation", &gemmo)]).await, ["Gemmologie janvier"]);
    assert_eq!(sessions(&admin, &[("statutSession", "FERMEE")]).await, ["Fermée"]);
    let open = [("statutSession", "OUVERTE"), ("statutSession", "PLANIFIEE"), ("formation", "CAP_BJ")];
    assert_eq!(sessions(&admin, &open).await, ["Mars 2027", "Une place", "Complète"]);
    let none: [&[(&str, &str)]; 4] = [
        &[("formation", "INCONNUE")],
        &[("formation", "ANCIENNE")],
        &[("idFormation", "999")],
        &[("formation", "GEMMO"), ("statutSession", "FERMEE")],
    ];
    for query in none {
        assert!(sessions(&admin, query).await.is_empty(), "{query:?}");
    }
    let empty = [("formation", ""), ("idFormation", ""), ("statutSession", ""), ("aVenir", "")];
    assert_eq!(sessions(&admin, &empty).await.len(), 5);
}

#[tokio::test]
async fn a_session_is_to_come_until_its_first_day_has_ended_in_paris() {
    let app = TestApp::start().await;
    let gemmo = [("formation", "GEMMO"), ("aVenir", "true")];
    let begun = [("formation", "GEMMO"), ("aVenir", "false")];
    // It starts on 11 January; that day ends at 23:00 UTC.
    let end = "2027-01-11T23:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    app.advance(end - start_of_time() - TimeDelta::seconds(1));
    let admin = app.admin().await;
    assert_eq!(sessions(&admin, &gemmo).await, ["Gemmologie janvier"]);
    assert!(sessions(&admin, &begun).await.is_empty());
    app.advance(TimeDelta::seconds(1));
    assert!(sessions(&admin, &gemmo).await.is_empty());
    assert_eq!(sessions(&admin, &begun).await, ["Gemmologie janvier"]);
}

#[tokio::test]
async fn a_wrong_parameter_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, value) in [
        ("aVenir", "oui"),
        ("idFormation", "abc"),
        ("idFormation", "99999999999999999999"),
        ("statutSession", "COMPLETE"),
        ("statutSession", "ouverte"),
        ("formation", "cap bj"),
    ] {
        get(&admin, "/api/sessions", &[(name, value)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

//! The first session that somebody can still have paid.

use serde_json::{Value, json};

use crate::catalogue::requests::{patch, session};
use crate::support::app::TestApp;

const FORMATION: &str = "/api/formations/GEMMO/premiere-session";

#[tokio::test]
async fn the_first_session_is_one_whose_limit_is_not_past() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let on = async |day: &str| {
        let answer = admin.get(&format!("{FORMATION}?financement=CPF&envoiLe={day}")).await;
        let body = &answer.expect(200).body;
        (body["session"]["idSession"].clone(), body["debutAuPlusTot"].clone())
    };
    assert_eq!(on("2026-12-23").await, (json!(5), json!("2027-01-11")));
    assert_eq!(on("2026-12-24").await, (Value::Null, json!("2027-01-12")));
    // A Saturday is worth the Friday before it.
    assert_eq!(on("2026-12-19").await, (json!(5), json!("2027-01-06")));
    let today = admin.get(&format!("{FORMATION}?financement=CPF")).await;
    assert_eq!(today.expect(200).body["echeances"][0]["agirAvant"], "2026-12-23");
}

#[tokio::test]
async fn a_full_or_closed_session_or_one_that_is_not_paid_is_passed_over() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = "/api/formations/CAP_BJ/premiere-session?financement=CPF";
    let first = async || admin.get(path).await.expect(200).body["session"]["idSession"].clone();
    assert_eq!(first().await, 1);
    patch(&admin, &session(1), &json!({ "capacite": 0 })).await.expect(200);
    assert_eq!(first().await, 2);
    patch(&admin, &session(2), &json!({ "statutSession": "FERMEE" })).await.expect(200);
    assert_eq!(first().await, Value::Null, "the others are full or closed");
    patch(&admin, &session(1), &json!({ "capacite": 5 })).await.expect(200);
    let ended = json!({ "certification": "RNCP39010", "certificationFin": "2027-02-01" });
    patch(&admin, "/api/formations/CAP_BJ", &ended).await.expect(200);
    assert_eq!(first().await, Value::Null);
}

#[tokio::test]
async fn without_a_rule_the_first_session_is_the_next_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answer = admin.get(&format!("{FORMATION}?financement=REGION")).await;
    let body = &answer.expect(200).body;
    assert_eq!((&body["session"]["idSession"], &body["debutAuPlusTot"]), (&json!(5), &Value::Null));
    let unknown = "/api/formations/INCONNUE/premiere-session?financement=CPF";
    admin.get(unknown).await.expect_problem(404, "INTROUVABLE");
    admin.get(FORMATION).await.expect_problem(400, "REQUETE_INVALIDE");
    let wrong = format!("{FORMATION}?financement=CPF&envoiLe=2026-02-30");
    admin.get(&wrong).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_closed_day_that_the_unit_counts_is_not_worth_an_earlier_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // Thirty days before 11 January are Saturday 12 December.
    for (day, session, earliest) in
        [("2026-12-12", json!(5), "2027-01-11"), ("2026-12-13", Value::Null, "2027-01-12")]
    {
        let answer = admin.get(&format!("{FORMATION}?financement=OPCO&envoiLe={day}")).await;
        let body = &answer.expect(200).body;
        assert_eq!((&body["session"]["idSession"], &body["debutAuPlusTot"]), (&session, &json!(earliest)));
    }
}

#[tokio::test]
async fn a_rule_that_is_no_longer_valid_gives_no_earliest_start() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("{FORMATION}?financement=CPF&envoiLe=2027-06-01");
    let earliest = async || admin.get(&path).await.expect(200).body["debutAuPlusTot"].clone();
    assert_eq!(earliest().await, "2027-06-16", "no session is left, but the rule is known");
    app.db.execute("UPDATE regles_financement SET valide_au = '2027-05-31'").await;
    assert_eq!(earliest().await, Value::Null);
}

#[tokio::test]
async fn an_archived_formation_has_no_first_session() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("{FORMATION}?financement=CPF");
    let first = async || admin.get(&path).await.expect(200).body["session"]["idSession"].clone();
    assert_eq!(first().await, 5);
    patch(&admin, "/api/formations/GEMMO", &json!({ "active": false })).await.expect(200);
    assert_eq!(first().await, Value::Null);
}

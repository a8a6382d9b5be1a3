//! Admins are told once when a session with funded people moves.

use serde_json::json;

use crate::catalogue::requests::{patch, session};
use crate::support::app::TestApp;
use crate::support::data;
use crate::support::scene::FIVE_SEATS;

/// Returns the messages about moved sessions.
async fn told(app: &TestApp) -> Vec<String> {
    app.db
        .texts("SELECT message AS text FROM notifications WHERE lien_action = '/admin/echeances' ORDER BY id")
        .await
}

#[tokio::test]
async fn a_session_that_moves_is_told_once_to_those_who_wait_for_a_funder() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let own = session(FIVE_SEATS);
    patch(&admin, &own, &json!({ "dateDebut": "2027-03-08" })).await.expect(200);
    assert_eq!(told(&app).await, Vec::<String>::new(), "nobody waits");
    data::prospects(&app.db, 2).await;
    let body = json!({ "dateDebut": "2027-03-15" });
    patch(&admin, &own, &body).await.expect(200);
    patch(&admin, &own, &body).await.expect(200);
    patch(&admin, &own, &json!({ "capacite": 9 })).await.expect(200);
    let expected =
        "Mars 2027 commence maintenant le lundi 15 mars 2027. Délais de financement à revoir : 2 prospects.";
    assert_eq!(told(&app).await, [expected]);
}

#[tokio::test]
async fn a_funding_without_a_rule_is_not_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::prospects(&app.db, 2).await;
    app.db.execute("UPDATE prospects SET mode_financement = 'REGION'").await;
    patch(&admin, &session(FIVE_SEATS), &json!({ "dateFin": "2027-12-10" })).await.expect(200);
    assert_eq!(told(&app).await, Vec::<String>::new());
}

//! Admins are told once when a session with funded people moves.

use serde_json::json;

use crate::candidats::decision::withdraw;
use crate::candidats::session::{candidate, choose};
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
    let expected = "Mars 2027, du lundi 15 mars 2027 au vendredi 17 décembre 2027. Délais de financement à revoir : 2 prospects.";
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

#[tokio::test]
async fn another_end_and_another_rhythm_are_told_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::prospects(&app.db, 1).await;
    let changes =
        [json!({ "dateFin": "2027-12-10" }), json!({ "enContinu": false }), json!({ "tempsPartiel": true })];
    for (at, body) in changes.iter().enumerate() {
        patch(&admin, &session(FIVE_SEATS), body).await.expect(200);
        let told = told(&app).await;
        assert_eq!(told.len(), at + 1, "{body}");
        assert!(
            told[at].starts_with("Mars 2027, du lundi 1er mars 2027 au vendredi 10 décembre 2027."),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn a_candidate_who_left_and_an_anonymised_person_wait_for_no_funder() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    candidate(&app.db, "DUMI01112026").await;
    app.db.execute("UPDATE prospects SET mode_financement = 'CPF'").await;
    choose(&admin, 1, FIVE_SEATS).await.expect(200);
    patch(&admin, &session(FIVE_SEATS), &json!({ "dateDebut": "2027-03-08" })).await.expect(200);
    assert!(told(&app).await[0].ends_with(" : 1 candidat."));
    withdraw(&admin, 1).await.expect(200);
    let id = data::prospect(&app.db, "Nguyen", "Lan").await;
    admin.post("/api/rgpd/anonymisation", json!({ "ids": [id], "motif": "DEMANDE" })).await.expect(200);
    patch(&admin, &session(FIVE_SEATS), &json!({ "dateDebut": "2027-03-15" })).await.expect(200);
    assert_eq!(told(&app).await.len(), 1);
}

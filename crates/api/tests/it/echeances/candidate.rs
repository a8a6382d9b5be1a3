//! The date limits of a candidate follow their session.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::reading::add_candidat;
use crate::support::scene::FIVE_SEATS;

const PATH: &str = "/api/candidats/1/echeances";

#[tokio::test]
async fn a_candidate_who_changes_session_has_the_limits_of_the_new_one() {
    let app = TestApp::start().await;
    add_candidat(&app.db, "DUMI01112026", json!({ "nom": "Dumitru", "prenom": "Marie" })).await;
    app.db.execute("UPDATE prospects SET mode_financement = 'CPF'").await;
    let admin = app.admin().await;
    assert_eq!(admin.get(PATH).await.expect(200).body["echeances"], json!([]), "no session yet");
    for (session, limite) in [(FIVE_SEATS, "2027-02-12"), (2, "2027-03-16")] {
        let body = json!({ "idSession": session });
        admin.post("/api/candidats/1/changement-session", body).await.expect(200);
        let answer = admin.get(PATH).await;
        assert_eq!(answer.expect(200).body["echeances"][0]["limite"], limite);
        assert_eq!(answer.body["financement"], "CPF");
        assert_eq!(admin.get(PATH).await.body, answer.body, "asking changes nothing");
    }
    app.db.execute("UPDATE prospects SET mode_financement = NULL").await;
    let without = admin.get(PATH).await;
    assert_eq!(
        (&without.expect(200).body["financement"], &without.body["echeances"]),
        (&json!(null), &json!([]))
    );
    for unknown in ["/api/candidats/999/echeances", "/api/candidats/x/echeances"] {
        admin.get(unknown).await.expect_problem(404, "INTROUVABLE");
    }
    admin.get(&format!("{PATH}?x=1")).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_limit_that_counts_from_the_unknown_day_of_the_signature_is_left_out() {
    let app = TestApp::start().await;
    add_candidat(&app.db, "DUMI01112026", json!({ "nom": "Dumitru", "prenom": "Marie" })).await;
    app.db.execute("UPDATE prospects SET mode_financement = 'PERSONNEL'").await;
    let admin = app.admin().await;
    admin.post("/api/candidats/1/changement-session", json!({ "idSession": FIVE_SEATS })).await.expect(200);
    let answer = admin.get(PATH).await;
    assert_eq!(answer.expect(200).body["financement"], "PERSONNEL");
    assert_eq!((&answer.body["echeances"], &answer.body["avertissements"]), (&json!([]), &json!([])));
    let of_session = format!("/api/sessions/{FIVE_SEATS}/echeances?financement=PERSONNEL");
    let signed = admin.get(&format!("{of_session}&signatureLe=2026-11-05")).await;
    assert_eq!(signed.expect(200).body["echeances"][0]["regle"], "RETRACTATION_10");
}

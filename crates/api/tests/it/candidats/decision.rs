//! Decisions on candidates and withdrawals: the seat is freed and taken with them.

use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};

use super::session::{candidate, choose, given};
use crate::actions::invariants::{assert_invariants, snapshot};
use crate::audit::trace::entries;
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;
use crate::support::scene::{FIVE_SEATS, ONE_SEAT, Scene, into_session};

/// Sends a decision.
pub(crate) async fn decide(client: &Client, id_candidat: i64, statut: &str, motif: Option<&str>) -> Answer {
    let body = json!({ "statutDossier": statut, "motif": motif });
    client.post(&format!("/api/candidats/{id_candidat}/decision"), body).await
}

/// Sends a withdrawal.
pub(crate) async fn withdraw(client: &Client, id_candidat: i64) -> Answer {
    let body = json!({ "motif": "A choisi une autre école" });
    client.post(&format!("/api/candidats/{id_candidat}/desistement"), body).await
}

/// Runs SQL that the database must refuse; returns its message.
pub(crate) async fn refused(db: &TestDb, sql: &str) -> String {
    diesel::sql_query(sql).execute(&mut db.connect().await).await.unwrap_err().to_string()
}

/// Starts an instance with a candidate, whose id is 1, in the session with one seat.
async fn seated() -> (TestApp, Client, String) {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    choose(&admin, 1, ONE_SEAT).await.expect(200);
    (app, admin, prospect)
}

#[tokio::test]
async fn a_refused_candidate_frees_the_seat_and_keeps_the_session_that_was_left() {
    let (app, admin, prospect) = seated().await;
    let answer = decide(&admin, 1, "REFUSE", Some("Prérequis non atteints")).await;
    let body = &answer.expect(200).body;
    assert_eq!((&body["statutDossier"], &body["idSession"]), (&json!("REFUSE"), &json!(ONE_SEAT)));
    assert_eq!(body["motifDecision"], "Prérequis non atteints");
    assert_eq!(
        (&body["decidePar"], &body["dateDecision"]),
        (&json!("Sophie Martin"), &json!("2026-11-05T09:00:00Z"))
    );
    assert_eq!(given(&app.db, ONE_SEAT).await, 0);
    let record = admin.get(&format!("/api/prospects/{prospect}")).await;
    assert_eq!(record.body["candidat"]["statutDossier"], "REFUSE");
    assert_eq!(record.body["candidat"]["motifDecision"], "Prérequis non atteints");
    let change = entries(&admin, &prospect).await;
    let change = change.iter().find(|entry| entry["champs"] == json!(["statutDossier", "motifDecision"]));
    assert_eq!(change.unwrap()["auteur"], "Sophie Martin");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_candidate_who_withdraws_frees_the_seat_once() {
    let (app, admin, _) = seated().await;
    let first = withdraw(&admin, 1).await.expect(200).body.clone();
    assert_eq!(
        (&first["statutDossier"], &first["motifDecision"]),
        (&json!("DESISTE"), &json!("A choisi une autre école"))
    );
    assert_eq!(given(&app.db, ONE_SEAT).await, 0);
    let before = snapshot(&app.db).await;
    assert_eq!(withdraw(&admin, 1).await.expect(200).body, first);
    assert_eq!(snapshot(&app.db).await, before);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_decision_that_is_sent_twice_is_recorded_once() {
    let (app, admin, _) = seated().await;
    let first = decide(&admin, 1, "ACCEPTE", None).await.expect(200).body.clone();
    assert_eq!((&first["statutDossier"], &first["motifDecision"]), (&json!("ACCEPTE"), &Value::Null));
    let before = snapshot(&app.db).await;
    assert_eq!(decide(&admin, 1, "ACCEPTE", None).await.expect(200).body, first);
    assert_eq!(snapshot(&app.db).await, before);
    assert_eq!(given(&app.db, ONE_SEAT).await, 1);
}

#[tokio::test]
async fn whoever_is_accepted_after_a_withdrawal_takes_a_seat_again() {
    let (app, admin, _) = seated().await;
    withdraw(&admin, 1).await.expect(200);
    decide(&admin, 1, "ACCEPTE", Some("Revient sur sa décision")).await.expect(200);
    assert_eq!(given(&app.db, ONE_SEAT).await, 1);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_full_session_accepts_nobody_who_had_left_it() {
    let (app, admin, _) = seated().await;
    withdraw(&admin, 1).await.expect(200);
    candidate(&app.db, "DUMI02112026").await;
    choose(&admin, 2, ONE_SEAT).await.expect(200);
    let before = snapshot(&app.db).await;
    let answer = decide(&admin, 1, "ACCEPTE", None).await;
    answer.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(answer.body["idSession"], ONE_SEAT);
    assert_eq!(snapshot(&app.db).await, before);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_withdrawn_candidate_chooses_another_session_and_takes_its_seat_when_accepted() {
    let (app, admin, _) = seated().await;
    withdraw(&admin, 1).await.expect(200);
    choose(&admin, 1, FIVE_SEATS).await.expect(200);
    assert_eq!((given(&app.db, ONE_SEAT).await, given(&app.db, FIVE_SEATS).await), (0, 0));
    decide(&admin, 1, "ACCEPTE", None).await.expect(200);
    assert_eq!((given(&app.db, ONE_SEAT).await, given(&app.db, FIVE_SEATS).await), (0, 1));
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn of_two_who_are_accepted_at_once_for_the_last_seat_one_gets_it() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    let [at_one, at_two] = pair.admin().await;
    for (id, numero) in [(1, "DUMI01112026"), (2, "DUMI02112026")] {
        candidate(db, numero).await;
        choose(&at_one, id, ONE_SEAT).await.expect(200);
        withdraw(&at_one, id).await.expect(200);
    }
    let accepted =
        futures_util::join!(decide(&at_one, 1, "ACCEPTE", None), decide(&at_two, 2, "ACCEPTE", None));
    let (winner, loser) = if accepted.0.status == 200 { accepted } else { (accepted.1, accepted.0) };
    winner.expect(200);
    loser.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(given(db, ONE_SEAT).await, 1);
    assert_invariants(db).await;
}

#[tokio::test]
async fn a_refusal_and_a_withdrawal_need_a_reason() {
    let (app, admin, _) = seated().await;
    let before = snapshot(&app.db).await;
    for motif in [None, Some(""), Some(" \u{200b} ")] {
        decide(&admin, 1, "REFUSE", motif).await.expect_field("motif", "CHAMP_REQUIS");
        let body = json!({ "motif": motif.unwrap_or_default() });
        admin.post("/api/candidats/1/desistement", body).await.expect_field("motif", "CHAMP_REQUIS");
    }
    let long = "x".repeat(301);
    decide(&admin, 1, "ACCEPTE", Some(&long)).await.expect_field("motif", "LONGUEUR");
    for statut in ["RECU", "DESISTE", "accepte", ""] {
        assert_eq!(decide(&admin, 1, statut, None).await.status, 422, "{statut}");
    }
    assert_eq!(snapshot(&app.db).await, before);
}

#[tokio::test]
async fn an_unknown_candidate_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    decide(&admin, 999, "ACCEPTE", None).await.expect_problem(404, "INTROUVABLE");
    withdraw(&admin, 999).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_anonymised_candidate_keeps_its_decision_without_the_reason() {
    let (app, admin, prospect) = seated().await;
    decide(&admin, 1, "REFUSE", Some("Marie n’a pas le niveau")).await.expect(200);
    let body = json!({ "ids": [prospect], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    let candidat = admin.get("/api/candidats/1").await.expect(200).body.clone();
    assert_eq!((&candidat["statutDossier"], &candidat["motifDecision"]), (&json!("REFUSE"), &Value::Null));
    decide(&admin, 1, "ACCEPTE", None).await.expect_problem(409, "PERSONNE_ANONYMISEE");
    assert_eq!(given(&app.db, ONE_SEAT).await, 0);
}

#[tokio::test]
async fn a_late_folder_of_somebody_who_withdrew_is_recorded_and_takes_no_seat() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(into_session(&scene.prospect, ONE_SEAT)).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    withdraw(&scene.admin, 1).await.expect(200);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    let candidat = scene.candidat().await;
    assert_eq!((&candidat["statut_dossier"], &candidat["partielle"]), (&json!("DESISTE"), &json!(false)));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_database_refuses_a_transaction_that_miscounts_the_seats() {
    let (app, _, _) = seated().await;
    let before = snapshot(&app.db).await;
    for wrong in [
        "UPDATE sessions SET inscrits = 0 WHERE id_session = 2",
        "UPDATE candidats SET statut_dossier = 'DESISTE'",
        "UPDATE candidats SET id_session = 1",
        "UPDATE candidats SET id_session = NULL",
    ] {
        let error = refused(&app.db, wrong).await;
        assert!(error.contains("inscrits for"), "{error}");
    }
    assert_eq!(snapshot(&app.db).await, before);
}

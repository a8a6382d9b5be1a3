//! An admin gives a candidate a session, or another one; seats are never given twice.

use serde_json::json;

use crate::actions::invariants::{assert_invariants, snapshot};
use crate::audit::trace::{entries, story, told};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::reading::add_candidat;
use crate::support::scene::{CLOSED, FIVE_SEATS, FULL, OF_GEMMO, ONE_SEAT};
use crate::support::stream::Stream;

/// Adds a candidate of `CAP_BJ` without a session, of whom an admin was told; returns the prospect.
pub(crate) async fn candidate(db: &TestDb, numero: &str) -> String {
    let prospect = add_candidat(db, numero, json!({ "nom": "Dumitru", "prenom": "Marie" })).await;
    db.execute(&format!(
        "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, lien_action, date_creation)
         SELECT 'CANDIDAT', 'ACTION_SUCCESS', 'HAUTE', 'Nouveau candidat créé', numero_dossier, 'ADMIN',
            '/admin/candidats/' || id_candidat, date_conversion FROM candidats WHERE numero_dossier = '{numero}'"
    ))
    .await;
    prospect
}

pub(crate) async fn choose(client: &Client, id_candidat: i64, id_session: i64) -> Answer {
    let path = format!("/api/candidats/{id_candidat}/changement-session");
    client.post(&path, json!({ "idSession": id_session })).await
}

/// Returns the enrolled seats of a session.
pub(crate) async fn given(db: &TestDb, id_session: i64) -> i64 {
    let sql = format!("SELECT inscrits::bigint AS count FROM sessions WHERE id_session = {id_session}");
    db.count(&sql).await
}

#[tokio::test]
async fn a_candidate_without_session_gets_a_seat() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    let answer = choose(&admin, 1, FIVE_SEATS).await;
    let body = &answer.expect(200).body;
    assert_eq!((&body["idSession"], &body["session"]), (&json!(FIVE_SEATS), &json!("Mars 2027")));
    assert_eq!(&admin.get("/api/candidats/1").await.body, body);
    assert_eq!(given(&app.db, FIVE_SEATS).await, 1);
    let change = entries(&admin, &prospect).await.pop().unwrap();
    assert_eq!((&change["operation"], &change["champs"]), (&json!("MODIFICATION"), &json!(["idSession"])));
    assert_eq!(change["auteur"], "Sophie Martin");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn another_session_frees_the_seat_of_the_former_one() {
    let app = TestApp::start().await;
    candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    choose(&admin, 1, ONE_SEAT).await.expect(200);
    assert_eq!((given(&app.db, ONE_SEAT).await, given(&app.db, FIVE_SEATS).await), (1, 0));
    choose(&admin, 1, FIVE_SEATS).await.expect(200);
    assert_eq!((given(&app.db, ONE_SEAT).await, given(&app.db, FIVE_SEATS).await), (0, 1));
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_session_that_is_asked_twice_takes_one_seat() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    let first = choose(&admin, 1, ONE_SEAT).await.expect(200).body.clone();
    let second = choose(&admin, 1, ONE_SEAT).await;
    assert_eq!(second.expect(200).body, first);
    assert_eq!(given(&app.db, ONE_SEAT).await, 1);
    let done = [("MODIFICATION", "Sophie Martin"), ("LECTURE", "Sophie Martin")];
    assert_eq!(story(&admin, &prospect).await, told(&done));
}

#[tokio::test]
async fn a_full_session_is_refused_and_the_former_seat_is_kept() {
    let app = TestApp::start().await;
    candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    choose(&admin, 1, FIVE_SEATS).await.expect(200);
    let before = snapshot(&app.db).await;
    let answer = choose(&admin, 1, FULL).await;
    answer.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(answer.body["idSession"], FULL);
    assert_eq!(snapshot(&app.db).await, before);
}

#[tokio::test]
async fn a_session_whose_last_seat_a_conversion_holds_is_full() {
    let app = TestApp::start().await;
    candidate(&app.db, "DUMI01112026").await;
    let other = data::prospect(&app.db, "Nguyen", "Lan").await;
    let admin = app.admin().await;
    let body = json!({ "idProspect": other, "formationRetenue": "CAP_BJ", "idSession": ONE_SEAT });
    admin.post("/api/prospects/convertir-candidat", body).await.expect(202);
    choose(&admin, 1, ONE_SEAT).await.expect_problem(409, "SESSION_COMPLETE");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn of_two_at_once_for_the_last_seat_one_gets_it() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    candidate(db, "DUMI01112026").await;
    candidate(db, "DUMI02112026").await;
    let [at_one, at_two] = pair.admin().await;
    let (first, second) = futures_util::join!(choose(&at_one, 1, ONE_SEAT), choose(&at_two, 2, ONE_SEAT));
    let (winner, loser) = if first.status == 200 { (first, second) } else { (second, first) };
    winner.expect(200);
    loser.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(given(db, ONE_SEAT).await, 1);
    assert_invariants(db).await;
}

#[tokio::test]
async fn candidates_who_change_places_at_once_both_get_their_seat() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    candidate(db, "DUMI01112026").await;
    candidate(db, "DUMI02112026").await;
    db.execute("UPDATE sessions SET capacite = capacite + 1 WHERE id_session = 2").await;
    let [at_one, at_two] = pair.admin().await;
    choose(&at_one, 1, FIVE_SEATS).await.expect(200);
    choose(&at_two, 2, ONE_SEAT).await.expect(200);
    for (mine, yours) in [(ONE_SEAT, FIVE_SEATS), (FIVE_SEATS, ONE_SEAT)].repeat(4) {
        let (one, two) = futures_util::join!(choose(&at_one, 1, mine), choose(&at_two, 2, yours));
        one.expect(200);
        two.expect(200);
        assert_eq!((given(db, ONE_SEAT).await, given(db, FIVE_SEATS).await), (1, 1));
    }
    assert_invariants(db).await;
}

#[tokio::test]
async fn a_session_that_may_not_be_chosen_is_refused_by_its_field() {
    let app = TestApp::start().await;
    candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    let before = snapshot(&app.db).await;
    for (session, code) in [
        (999, "SESSION_INCONNUE"),
        (-1, "SESSION_INCONNUE"),
        (OF_GEMMO, "SESSION_AUTRE_FORMATION"),
        (CLOSED, "SESSION_FERMEE"),
    ] {
        choose(&admin, 1, session).await.expect_field("idSession", code);
    }
    assert_eq!(snapshot(&app.db).await, before);
}

#[tokio::test]
async fn a_body_without_a_session_is_refused() {
    let app = TestApp::start().await;
    candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    let before = snapshot(&app.db).await;
    for body in [json!({}), json!({ "idSession": null }), json!({ "idSession": 1, "motif": "x" }), json!([1])]
    {
        let answer = admin.post("/api/candidats/1/changement-session", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}");
    }
    assert_eq!(snapshot(&app.db).await, before);
}

#[tokio::test]
async fn an_unknown_candidate_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    choose(&admin, 999, FIVE_SEATS).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(given(&app.db, FIVE_SEATS).await, 0);
}

#[tokio::test]
async fn an_anonymised_candidate_keeps_its_session() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db, "DUMI01112026").await;
    let admin = app.admin().await;
    let body = json!({ "ids": [prospect], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    choose(&admin, 1, FIVE_SEATS).await.expect_problem(409, "PERSONNE_ANONYMISEE");
    assert_eq!(given(&app.db, FIVE_SEATS).await, 0);
}

#[tokio::test]
async fn the_pages_of_both_instances_hear_of_the_new_session() {
    let pair = Pair::at_work().await;
    let prospect = candidate(&pair.one.db, "DUMI01112026").await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    choose(&at_one, 1, FIVE_SEATS).await.expect(200);
    for stream in &mut streams {
        assert_eq!(stream.next_of("prospect").await.data, json!({ "idProspect": prospect }));
        stream.next_of("catalogue").await;
    }
}

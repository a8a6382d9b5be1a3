//! The list of notifications.

use serde_json::{Value, json};

use super::rows::{notify, notify_many, titles};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

const LIST: &str = "/api/notifications";

async fn list(client: &Client, query: &str) -> Answer {
    let answer = client.get(&format!("{LIST}{query}")).await;
    answer.expect(200);
    answer
}

fn titles_of(answer: &Answer) -> Vec<String> {
    let rows = answer.body["data"].as_array().expect("data").iter();
    rows.map(|row| row["titre"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_newest_comes_first() {
    let app = TestApp::start().await;
    notify_many(&app.db, 3).await;
    let answer = list(&app.admin().await, "").await;
    assert_eq!(titles_of(&answer), ["N3", "N2", "N1"]);
    assert_eq!(answer.body["curseurSuivant"], Value::Null);
}

#[tokio::test]
async fn a_notification_is_given_whole() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, lien_action, date_creation)
             VALUES ('CANDIDAT', 'ACTION_PARTIELLE', 'HAUTE', 'Conversion partielle', 'L’été 💎', 'TOUS',
                '/admin/candidats/12', '2026-11-05T09:00:00Z'),
             ('PROSPECT', 'ERREUR', 'URGENTE', 'Échec', 'Quota', 'ADMIN', NULL, '2026-11-05T09:00:01.5Z')",
        )
        .await;
    let expected = json!([
        { "id": 2, "categorie": "PROSPECT", "type": "ERREUR", "priorite": "URGENTE", "titre": "Échec", "message": "Quota",
            "audience": "ADMIN", "lienAction": null, "dateCreation": "2026-11-05T09:00:01.500Z", "lue": false },
        { "id": 1, "categorie": "CANDIDAT", "type": "ACTION_PARTIELLE", "priorite": "HAUTE", "titre": "Conversion partielle",
            "message": "L’été 💎", "audience": "TOUS", "lienAction": "/admin/candidats/12",
            "dateCreation": "2026-11-05T09:00:00Z", "lue": false },
    ]);
    assert_eq!(list(&app.admin().await, "").await.body["data"], expected);
}

#[tokio::test]
async fn people_see_what_is_for_their_role_and_what_is_for_all() {
    let app = TestApp::start().await;
    for audience in ["ADMIN", "FORMATEUR", "ELEVE", "TOUS"] {
        notify(&app.db, audience, audience).await;
    }
    for (role, email) in
        [("ADMIN", "a@ecole.example"), ("FORMATEUR", "f@ecole.example"), ("ELEVE", "e@ecole.example")]
    {
        let client = app.login(email, "Camille", role).await;
        assert_eq!(titles_of(&list(&client, "").await), ["TOUS", role], "{role}");
    }
}

#[tokio::test]
async fn those_not_read_can_be_asked_for_alone() {
    let app = TestApp::start().await;
    notify_many(&app.db, 4).await;
    let admin = app.admin().await;
    admin.post("/api/notifications/lues", json!({ "ids": [2, 3] })).await.expect(204);
    assert_eq!(titles_of(&list(&admin, "?nonLues=true").await), ["N4", "N1"]);
    for all in ["?nonLues=false", "?nonLues=", ""] {
        let answer = list(&admin, all).await;
        let read: Vec<_> =
            answer.body["data"].as_array().unwrap().iter().map(|row| row["lue"].as_bool().unwrap()).collect();
        assert_eq!(read, [false, true, true, false], "{all}");
    }
}

/// Follows the cursor from the first page to the last.
async fn walk(client: &Client, query: &str) -> Vec<String> {
    let mut walked = Vec::new();
    let mut page = list(client, query).await;
    loop {
        walked.extend(titles_of(&page));
        assert!(walked.len() <= 100, "the walk has an end");
        let Some(next) = page.body["curseurSuivant"].as_str() else { return walked };
        page = list(client, &format!("{query}&curseur={next}")).await;
    }
}

#[tokio::test]
async fn pages_make_the_whole_list_without_gap_or_repeat() {
    let app = TestApp::start().await;
    notify_many(&app.db, 30).await;
    let admin = app.admin().await;
    let mut whole = titles(1..=30);
    whole.reverse();
    for limit in ["1", "7", "10", "30", "100"] {
        assert_eq!(walk(&admin, &format!("?limit={limit}")).await, whole, "limit {limit}");
    }
    assert_eq!(titles_of(&list(&admin, "").await).len(), 25);
    assert_eq!(walk(&admin, "?nonLues=true").await, whole);
}

#[tokio::test]
async fn what_comes_meanwhile_moves_nothing_in_the_walk() {
    let app = TestApp::start().await;
    notify_many(&app.db, 6).await;
    let admin = app.admin().await;
    let first = list(&admin, "?limit=3").await;
    notify(&app.db, "ADMIN", "nouvelle").await;
    let next = first.body["curseurSuivant"].as_str().unwrap();
    assert_eq!(titles_of(&list(&admin, &format!("?limit=3&curseur={next}")).await), ["N3", "N2", "N1"]);
}

#[tokio::test]
async fn a_wrong_parameter_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for query in [
        "curseur=x",
        "curseur=12",
        "curseur=n0",
        "curseur=n-1",
        "curseur=%00",
        "nonLues=oui",
        "nonLues=1",
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=abc",
        "limit=4e17",
        "limit=100000",
    ] {
        admin.get(&format!("{LIST}?{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

//! Emails exchanged with a prospect.

use serde_json::{Value, json};

use super::rows::{get, quoted};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;

/// Inserts an email of this instant with a unique subject.
async fn email(db: &TestDb, id_prospect: &str, objet: &str, date: &str) {
    db.execute(&format!(
        "INSERT INTO historique_emails (id_prospect, sens, objet, expediteur, destinataire, date_envoi)
         VALUES ({}, 'ENTRANT', {}, 'marie@exemple.example', 'contact@ecole.example', {})",
        quoted(id_prospect),
        quoted(objet),
        quoted(date)
    ))
    .await;
}

async fn emails(client: &Client, id_prospect: &str, query: &[(&str, &str)]) -> Answer {
    let answer = get(client, &format!("/api/prospects/{id_prospect}/emails"), query).await;
    answer.expect(200);
    answer
}

fn objets(answer: &Answer) -> Vec<String> {
    super::rows::column(answer, "objet")
}

#[tokio::test]
async fn emails_come_newest_first_and_the_last_logged_first_at_the_same_instant() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    for (objet, date) in [
        ("b", "2026-10-02T08:00:00Z"),
        ("a", "2026-10-01T08:00:00Z"),
        ("c", "2026-10-03T08:00:00Z"),
        ("d", "2026-10-03T08:00:00Z"),
    ] {
        email(&app.db, &id, objet, date).await;
    }
    assert_eq!(objets(&emails(&app.admin().await, &id, &[]).await), ["d", "c", "b", "a"]);
}

#[tokio::test]
async fn pages_of_emails_make_the_whole_correspondence() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    for n in 1..=7 {
        email(&app.db, &id, &n.to_string(), &format!("2026-10-0{n}T08:00:00Z")).await;
    }
    let admin = app.admin().await;
    let mut read = Vec::new();
    for page in ["1", "2", "3"] {
        let answer = emails(&admin, &id, &[("limit", "3"), ("page", page)]).await;
        let place = &answer.body["pagination"];
        assert_eq!(
            (&place["total"], &place["totalExact"], &place["totalPages"]),
            (&json!(7), &json!(true), &json!(3))
        );
        assert_eq!(place["page"].to_string(), page);
        read.extend(objets(&answer));
    }
    assert_eq!(read, ["7", "6", "5", "4", "3", "2", "1"]);
    assert!(objets(&emails(&admin, &id, &[("limit", "3"), ("page", "4")]).await).is_empty());
}

#[tokio::test]
async fn the_emails_of_others_are_not_shown() {
    let app = TestApp::start().await;
    let (marie, paul) =
        (data::prospect(&app.db, "Dumitru", "Marie").await, data::prospect(&app.db, "Petit", "Paul").await);
    email(&app.db, &marie, "à Marie", "2026-10-01T08:00:00Z").await;
    email(&app.db, &paul, "à Paul", "2026-10-01T08:00:00Z").await;
    assert_eq!(objets(&emails(&app.admin().await, &marie, &[]).await), ["à Marie"]);
}

#[tokio::test]
async fn who_never_wrote_has_an_empty_correspondence() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let answer = emails(&app.admin().await, &id, &[]).await;
    assert_eq!((&answer.body["data"], &answer.body["pagination"]["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn an_email_is_given_whole_and_what_it_lacks_is_null() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let contenu = "Bonjour,\r\n\r\nL’été 💎 « d'or » <b>\tÀ bientôt";
    app.db
        .execute(&format!(
            "INSERT INTO historique_emails (id_prospect, sens, objet, resume, contenu, expediteur, destinataire, date_envoi)
             VALUES ('{id}', 'SORTANT', 'Devis', 'Envoi du devis', {}, 'contact@ecole.example', 'marie@exemple.example',
                '2026-10-02T08:00:00Z'),
             ('{id}', 'ENTRANT', NULL, NULL, NULL, 'marie@exemple.example', 'contact@ecole.example', '2026-10-01T08:00:00Z')",
            quoted(contenu)
        ))
        .await;
    let answer = emails(&app.admin().await, &id, &[]).await;
    let sent = json!({
        "idEmail": 1, "sens": "SORTANT", "objet": "Devis", "resume": "Envoi du devis", "contenu": contenu,
        "expediteur": "contact@ecole.example", "destinataire": "marie@exemple.example", "dateEnvoi": "2026-10-02T08:00:00Z",
    });
    let received = json!({
        "idEmail": 2, "sens": "ENTRANT", "objet": Value::Null, "resume": Value::Null, "contenu": Value::Null,
        "expediteur": "marie@exemple.example", "destinataire": "contact@ecole.example", "dateEnvoi": "2026-10-01T08:00:00Z",
    });
    assert_eq!(answer.body["data"], json!([sent, received]));
}

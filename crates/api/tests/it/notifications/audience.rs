//! Audiences of notifications.

use serde_json::json;

use super::rows::{notify, settle, stream};
use crate::support::app::TestApp;
use crate::support::data;
use crate::support::stream::Stream;

#[tokio::test]
async fn each_role_gets_its_own_and_what_is_for_all() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    let student = app.login("lea@ecole.example", "Léa", "ELEVE").await;
    let mut of_admin = Stream::open(&admin).await;
    let mut of_trainer = Stream::open(&trainer).await;
    let mut of_student = Stream::open(&student).await;
    for (audience, titre) in [("ADMIN", "a"), ("FORMATEUR", "f"), ("ELEVE", "e"), ("TOUS", "t")] {
        notify(&app.db, audience, titre).await;
    }
    stream(&app, 4).await;
    assert_eq!(of_admin.next_titles(2).await, ["a", "t"]);
    assert_eq!(of_trainer.next_titles(2).await, ["f", "t"]);
    assert_eq!(of_student.next_titles(2).await, ["e", "t"]);
}

#[tokio::test]
async fn actions_are_for_admins_alone() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    let mut of_trainer = Stream::open(&trainer).await;
    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" });
    admin.post("/api/prospects/convertir-candidat", body).await.expect(202);
    stream(&app, 2).await;
    notify(&app.db, "TOUS", "pour tous").await;
    stream(&app, 1).await;
    assert_eq!(of_trainer.next_titles(1).await, ["pour tous"]);
}

#[tokio::test]
async fn what_was_missed_is_of_the_own_audience_too() {
    let app = TestApp::start().await;
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    let first = notify(&app.db, "TOUS", "première").await;
    for (audience, titre) in [("ADMIN", "a"), ("FORMATEUR", "f"), ("ELEVE", "e"), ("TOUS", "t")] {
        notify(&app.db, audience, titre).await;
    }
    settle(&app.db).await;
    let mut of_trainer = Stream::resume(&trainer, &first.to_string()).await;
    assert_eq!(of_trainer.next_titles(2).await, ["f", "t"]);
}

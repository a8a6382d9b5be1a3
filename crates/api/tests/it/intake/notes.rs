//! Notes on a record: written, listed, changed and deleted by their author.

use reqwest::Method;
use serde_json::{Value, json};

use super::records::{added, marie, path_of};
use crate::rgpd::person::{anonymise, scene_with_person};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

fn text(texte: &str) -> Value {
    json!({ "texte": texte })
}

fn notes_of(id: &str) -> String {
    format!("{}/notes", path_of(id))
}

async fn write(client: &Client, id: &str, texte: &str) -> Answer {
    client.post(&notes_of(id), text(texte)).await
}

async fn rewrite(client: &Client, id_note: &Value, texte: &str) -> Answer {
    Answer::read(client.request(Method::PATCH, &format!("/api/notes/{id_note}")).json(&text(texte))).await
}

async fn texts(client: &Client, id: &str) -> Vec<Value> {
    let page = client.get(&notes_of(id)).await;
    let rows = page.expect(200).body["data"].as_array().unwrap().clone();
    assert_eq!(page.body["pagination"]["total"], rows.len());
    rows.into_iter().map(|row| row["texte"].clone()).collect()
}

#[tokio::test]
async fn notes_are_listed_newest_first_and_changed_by_their_author() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let first = write(&admin, &id, "  Préfère le matin.\nA deux enfants.  ").await;
    let note = &first.expect(201).body;
    assert_eq!(
        (&note["texte"], &note["modifieeLe"]),
        (&json!("Préfère le matin.\nA deux enfants."), &Value::Null)
    );
    write(&admin, &id, "Rappelée à midi.").await.expect(201);
    assert_eq!(texts(&admin, &id).await, ["Rappelée à midi.", "Préfère le matin.\nA deux enfants."]);
    let changed = rewrite(&admin, &note["idNote"], "Préfère le soir.").await;
    assert_eq!(changed.expect(200).body["modifieeLe"], "2026-11-05T09:00:00Z");
    let path = format!("/api/notes/{}", note["idNote"]);
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(texts(&admin, &id).await, ["Rappelée à midi."]);
    let audit = admin.get(&format!("{}/audit?operation=MODIFICATION", path_of(&id))).await;
    let entries = audit.expect(200).body["data"].as_array().unwrap();
    assert_eq!(entries.len(), 4, "two notes, a change, a deletion: {entries:?}");
    assert!(entries.iter().all(|entry| entry["champs"] == json!(["notes"])), "{entries:?}");
}

#[tokio::test]
async fn the_note_of_another_person_is_read_and_not_changed() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let (sophie, lea) = (app.admin().await, app.login("lea@ecole.example", "Léa", "ADMIN").await);
    let note = write(&sophie, &id, "Préfère le matin.").await.expect(201).body["idNote"].clone();
    assert_eq!(texts(&lea, &id).await, ["Préfère le matin."]);
    rewrite(&lea, &note, "Préfère le soir.").await.expect_problem(403, "ACCES_REFUSE");
    lea.delete(&format!("/api/notes/{note}")).await.expect_problem(403, "ACCES_REFUSE");
    assert_eq!(texts(&sophie, &id).await, ["Préfère le matin."]);
}

#[tokio::test]
async fn an_empty_or_too_long_note_is_422() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    write(&admin, &id, " \n ").await.expect_field("texte", "CHAMP_REQUIS");
    write(&admin, &id, &"é".repeat(4_001)).await.expect_field("texte", "LONGUEUR");
    admin.post(&notes_of(&id), json!({})).await.expect_field("texte", "CHAMP_REQUIS");
    let note = write(&admin, &id, &"é".repeat(4_000)).await.expect(201).body["idNote"].clone();
    rewrite(&admin, &note, "").await.expect_field("texte", "CHAMP_REQUIS");
}

#[tokio::test]
async fn a_note_needs_a_record_of_a_person() {
    let (scene, id) = scene_with_person().await;
    write(&scene.admin, "PROS_999", "Absente.").await.expect_problem(404, "INTROUVABLE");
    scene.admin.get(&notes_of("PROS_999")).await.expect_problem(404, "INTROUVABLE");
    rewrite(&scene.admin, &json!(999), "Absente.").await.expect_problem(404, "INTROUVABLE");
    scene.admin.delete("/api/notes/999").await.expect_problem(404, "INTROUVABLE");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    write(&scene.admin, &id, "Trop tard.").await.expect_problem(409, "PERSONNE_ANONYMISEE");
}

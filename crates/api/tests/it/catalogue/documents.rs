//! Admins replace the documents that a formation requires.

use reqwest::Method;
use serde_json::{Value, json};

use super::requests::{catalogue, change, etag, story, tag};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

const DOCUMENTS: &str = "/api/formations/CAP_BJ/documents-requis";

fn document(code: &str, libelle: &str, obligatoire: bool) -> Value {
    json!({ "code": code, "libelle": libelle, "obligatoire": obligatoire })
}

async fn put(client: &Client, tag: &str, documents: &[Value]) -> Answer {
    change(client, Method::PUT, DOCUMENTS, tag, &json!({ "documents": documents })).await
}

#[tokio::test]
async fn the_documents_are_replaced_in_the_given_order_and_a_kept_one_keeps_its_row() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cv = "SELECT id_document AS count FROM documents_requis WHERE code = 'CV' AND id_formation = 1";
    let row = app.db.count(cv).await;
    let wanted = [document("PHOTO", "Photo d’identité", true), document("CV", "CV à jour", true)];
    let answer = put(&admin, &tag(&admin, DOCUMENTS).await, &wanted).await;
    assert_eq!(answer.expect(200).body, json!({ "data": wanted }));
    assert_eq!(admin.get(DOCUMENTS).await.body, answer.body);
    assert_eq!(app.db.count(cv).await, row);
    assert_eq!(
        admin.get("/api/formations/GEMMO/documents-requis").await.body["data"].as_array().unwrap().len(),
        2
    );
    assert_eq!(story(&app.db).await, ["formation CAP_BJ documentsRequis"]);
}

#[tokio::test]
async fn documents_that_are_given_twice_are_written_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wanted = [document("PHOTO", "Photo d’identité", true)];
    let first = etag(put(&admin, "*", &wanted).await.expect(200));
    assert_eq!(etag(put(&admin, "*", &wanted).await.expect(200)), first);
    assert_eq!(story(&app.db).await.len(), 1);
}

#[tokio::test]
async fn a_formation_may_stop_requiring_documents() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(put(&admin, "*", &[]).await.expect(200).body["data"], json!([]));
}

#[tokio::test]
async fn of_two_changes_of_one_version_the_second_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let read = tag(&admin, DOCUMENTS).await;
    assert_eq!(read, tag(&admin, "/api/formations/CAP_BJ").await, "one version for both");
    let (one, two) = ([document("PHOTO", "Photo", true)], [document("CV", "CV", true)]);
    let (first, second) = futures_util::join!(put(&admin, &read, &one), put(&admin, &read, &two));
    let (winner, loser) = if first.status == 200 { (first, second) } else { (second, first) };
    winner.expect(200);
    loser.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(admin.get(DOCUMENTS).await.body, winner.body);
}

#[tokio::test]
async fn a_wrong_document_is_named_by_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = catalogue(&app.db).await;
    let right = document("PHOTO", "Photo", true);
    for (wrong, field, code) in [
        (document("PHOTO", "Autre photo", true), "documents[1].code", "DEJA_UTILISE"),
        (document("photo", "Photo", true), "documents[1].code", "CARACTERE_INTERDIT"),
        (document("", "Photo", true), "documents[1].code", "CHAMP_REQUIS"),
        (document("CV", " ", true), "documents[1].libelle", "CHAMP_REQUIS"),
        (document("CV", &"x".repeat(201), true), "documents[1].libelle", "LONGUEUR"),
        (json!({ "code": "CV", "libelle": "CV" }), "documents[1].obligatoire", "CHAMP_REQUIS"),
    ] {
        put(&admin, "*", &[right.clone(), wrong]).await.expect_field(field, code);
    }
    let many: Vec<_> = (0..51).map(|at| document(&format!("D{at}"), "Document", true)).collect();
    put(&admin, "*", &many).await.expect_field("documents", "TROP_LONG");
    put(&admin, "*", &many[..50]).await.expect(200);
    assert_ne!(catalogue(&app.db).await, before);
    let unknown = "/api/formations/INCONNUE/documents-requis";
    let body = json!({ "documents": [] });
    change(&admin, Method::PUT, unknown, "*", &body).await.expect_problem(404, "INTROUVABLE");
    let untagged = admin.request(Method::PUT, DOCUMENTS).json(&body);
    Answer::read(untagged).await.expect_problem(428, "CONDITION_REQUISE");
}

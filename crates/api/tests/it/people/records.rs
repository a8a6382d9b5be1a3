//! Requests about one person, and what is kept of them.

use reqwest::Method;
use reqwest::header::{ETAG, IF_MATCH};
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;

/// Where people are added.
pub(crate) const PEOPLE: &str = "/api/prospects";

/// Somebody as n8n tells of her: a name and an address.
pub(crate) fn marie() -> Value {
    json!({ "nom": "Dumitru", "prenom": "Marie", "email": "marie@exemple.fr" })
}

/// The same with one more or one other field.
pub(crate) fn marie_with(field: &str, value: Value) -> Value {
    let mut body = marie();
    body[field] = value;
    body
}

/// Adds somebody.
pub(crate) async fn add(client: &Client, body: Value) -> Answer {
    client.post(PEOPLE, body).await
}

/// Adds somebody who is new; returns the identifier.
pub(crate) async fn added(client: &Client, body: Value) -> String {
    id_of(add(client, body).await.expect(201))
}

/// The identifier in an answer.
#[track_caller]
pub(crate) fn id_of(answer: &Answer) -> String {
    answer.body["idProspect"].as_str().expect("idProspect").to_owned()
}

/// Where a record is.
pub(crate) fn path_of(id: &str) -> String {
    format!("{PEOPLE}/{id}")
}

/// A record as its resource says.
pub(crate) async fn read(admin: &Client, id: &str) -> Answer {
    let answer = admin.get(&path_of(id)).await;
    answer.expect(200);
    answer
}

/// The version of a record in an answer.
pub(crate) fn etag_of(answer: &Answer) -> String {
    answer.headers[ETAG].to_str().unwrap().to_owned()
}

/// Changes a record, from this version.
pub(crate) async fn change(client: &Client, id: &str, version: Option<&str>, body: Value) -> Answer {
    let request = client.request(Method::PATCH, &path_of(id)).json(&body);
    Answer::read(match version {
        Some(version) => request.header(IF_MATCH, version),
        None => request,
    })
    .await
}

/// Changes a record, whatever its version.
pub(crate) async fn change_any(client: &Client, id: &str, body: Value) -> Answer {
    change(client, id, Some("*"), body).await
}

/// Writes an email down.
pub(crate) async fn log(client: &Client, id: &str, body: Value) -> Answer {
    client.post(&format!("{}/emails", path_of(id)), body).await
}

/// An email that the school received.
pub(crate) fn received() -> Value {
    json!({ "sens": "ENTRANT", "objet": "Renseignements", "resume": "Demande les dates.", "contenu": "Bonjour, quand ?",
        "expediteur": "marie@exemple.fr", "destinataire": "admissions@ecole.example",
        "dateEnvoi": "2026-11-04T17:30:00Z", "messageId": "<1@exemple.fr>" })
}

/// The same with one more or one other field.
pub(crate) fn received_with(field: &str, value: Value) -> Value {
    let mut body = received();
    body[field] = value;
    body
}

/// The same without a field.
pub(crate) fn received_without(field: &str) -> Value {
    let mut body = received();
    body.as_object_mut().unwrap().remove(field);
    body
}

/// Every record and every email, to be compared with what they were before.
pub(crate) async fn everything(db: &TestDb) -> String {
    let all = |table: &str, key: &str| {
        format!("(SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.{key}), '[]') FROM {table} t)")
    };
    let (people, emails) = (all("prospects", "id_prospect"), all("historique_emails", "id_email"));
    db.text(&format!("SELECT jsonb_pretty({people} || {emails}) AS text")).await.unwrap()
}

/// The number of records.
pub(crate) async fn count(db: &TestDb) -> i64 {
    db.count("SELECT count(*) AS count FROM prospects").await
}

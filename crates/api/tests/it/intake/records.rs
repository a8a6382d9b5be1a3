//! Helpers to send requests about one person, and to read the stored data.

use reqwest::Method;
use reqwest::header::{ETAG, IF_MATCH};
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;

/// Path of the prospects.
pub(crate) const PEOPLE: &str = "/api/prospects";

/// Returns a person with name and address, as n8n sends her.
pub(crate) fn marie() -> Value {
    json!({ "nom": "Dumitru", "prenom": "Marie", "email": "marie@exemple.fr" })
}

/// Returns this person with one field added or replaced.
pub(crate) fn marie_with(field: &str, value: Value) -> Value {
    let mut body = marie();
    body[field] = value;
    body
}

/// Adds a person.
pub(crate) async fn add(client: &Client, body: Value) -> Answer {
    client.post(PEOPLE, body).await
}

/// Adds a new person; returns the identifier.
pub(crate) async fn added(client: &Client, body: Value) -> String {
    id_of(add(client, body).await.expect(201))
}

/// Returns the identifier in a response.
#[track_caller]
pub(crate) fn id_of(answer: &Answer) -> String {
    answer.body["idProspect"].as_str().expect("idProspect").to_owned()
}

/// Returns the path of a record.
pub(crate) fn path_of(id: &str) -> String {
    format!("{PEOPLE}/{id}")
}

/// Returns a record from its endpoint.
pub(crate) async fn read(admin: &Client, id: &str) -> Answer {
    let answer = admin.get(&path_of(id)).await;
    answer.expect(200);
    answer
}

/// Returns the version of a record in a response.
pub(crate) fn etag_of(answer: &Answer) -> String {
    answer.headers[ETAG].to_str().unwrap().to_owned()
}

/// Changes a record, based on this version.
pub(crate) async fn change(client: &Client, id: &str, version: Option<&str>, body: Value) -> Answer {
    let request = client.request(Method::PATCH, &path_of(id)).json(&body);
    Answer::read(match version {
        Some(version) => request.header(IF_MATCH, version),
        None => request,
    })
    .await
}

/// Changes a record of any version.
pub(crate) async fn change_any(client: &Client, id: &str, body: Value) -> Answer {
    change(client, id, Some("*"), body).await
}

/// Records an email.
pub(crate) async fn log(client: &Client, id: &str, body: Value) -> Answer {
    client.post(&format!("{}/emails", path_of(id)), body).await
}

/// Returns a received email.
pub(crate) fn received() -> Value {
    json!({ "sens": "ENTRANT", "objet": "Renseignements", "resume": "Demande les dates.", "contenu": "Bonjour, quand ?",
        "expediteur": "marie@exemple.fr", "destinataire": "admissions@ecole.example",
        "dateEnvoi": "2026-11-04T17:30:00Z", "messageId": "<1@exemple.fr>" })
}

/// Returns this email with one field added or replaced.
pub(crate) fn received_with(field: &str, value: Value) -> Value {
    let mut body = received();
    body[field] = value;
    body
}

/// Returns this email without a field.
pub(crate) fn received_without(field: &str) -> Value {
    let mut body = received();
    body.as_object_mut().unwrap().remove(field);
    body
}

/// Returns every record and email, to compare them before and after.
pub(crate) async fn everything(db: &TestDb) -> String {
    let all = |table: &str, key: &str| {
        format!("(SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.{key}), '[]') FROM {table} t)")
    };
    let (people, emails) = (all("prospects", "id_prospect"), all("historique_emails", "id_email"));
    db.text(&format!("SELECT jsonb_pretty({people} || {emails}) AS text")).await.unwrap()
}

/// Counts the records.
pub(crate) async fn count(db: &TestDb) -> i64 {
    db.count("SELECT count(*) AS count FROM prospects").await
}

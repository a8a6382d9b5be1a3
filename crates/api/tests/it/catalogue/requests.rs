//! Requests on the catalogue.

use reqwest::Method;
use reqwest::header::{ETAG, IF_MATCH};
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;

pub(crate) const FORMATIONS: &str = "/api/formations";
pub(crate) const SESSIONS: &str = "/api/sessions";

/// Returns the path of a session.
pub(crate) fn session(id: i64) -> String {
    format!("{SESSIONS}/{id}")
}

/// Returns the version tag of a resource.
pub(crate) async fn tag(client: &Client, path: &str) -> String {
    etag(client.get(path).await.expect(200))
}

/// Returns the version tag of an answer.
pub(crate) fn etag(answer: &Answer) -> String {
    answer.headers[ETAG].to_str().unwrap().to_owned()
}

/// Sends a change that starts from this version.
pub(crate) async fn change(client: &Client, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
    Answer::read(client.request(method, path).header(IF_MATCH, tag).json(body)).await
}

/// Sends a PATCH for any version.
pub(crate) async fn patch(client: &Client, path: &str, body: &Value) -> Answer {
    change(client, Method::PATCH, path, "*", body).await
}

/// Returns the body that creates a session of `CAP_BJ`.
pub(crate) fn new_session(libelle: &str) -> Value {
    json!({ "formation": "CAP_BJ", "libelle": libelle, "dateDebut": "2027-09-06", "dateFin": "2028-06-23",
        "capacite": 12 })
}

/// Returns the changes of the catalogue in the security journal.
pub(crate) async fn story(db: &TestDb) -> Vec<String> {
    let sql = "SELECT coalesce(string_agg(detail, ';' ORDER BY id), '') AS text FROM journal_securite
        WHERE evenement = 'CATALOGUE' AND id_utilisateur = 1 AND adresse IS NOT NULL";
    let text = db.text(sql).await.unwrap();
    text.split(';').filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// Returns all rows of the catalogue, to compare them before and after.
pub(crate) async fn catalogue(db: &TestDb) -> String {
    let sql = "SELECT jsonb_pretty(jsonb_build_array((SELECT jsonb_agg(to_jsonb(f) ORDER BY id_formation) FROM formations f),
        (SELECT jsonb_agg(to_jsonb(s) ORDER BY id_session) FROM sessions s),
        (SELECT jsonb_agg(to_jsonb(d) ORDER BY id_document) FROM documents_requis d))) AS text";
    db.text(sql).await.unwrap()
}

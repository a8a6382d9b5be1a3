//! Helpers to insert and read journal entries.

use reqwest::Method;
use serde_json::{Value, json};

use crate::reading::rows::{get, quoted};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;

/// Path of the journal.
pub(crate) const JOURNAL: &str = "/api/journal-erreurs";

/// Inserts an entry with these columns, unresolved by default; returns its identifier.
pub(crate) async fn add(db: &TestDb, columns: Value) -> i64 {
    let mut row = json!({
        "date_erreur": "2026-11-04T08:00:00Z", "nom_workflow": "Tri des e-mails", "message_erreur": "Quota dépassé",
        "severite": "ERREUR", "resolu": false,
    });
    row.as_object_mut().unwrap().extend(columns.as_object().unwrap().clone());
    let names = row.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    db.count(&format!(
        "INSERT INTO journal_erreurs ({names}) SELECT {names} FROM jsonb_populate_record(NULL::journal_erreurs, {})
         RETURNING id AS count",
        quoted(&row.to_string())
    ))
    .await
}

/// Returns the identifiers of the entries that match, in list order, from one page.
pub(crate) async fn found(client: &Client, query: &[(&str, &str)]) -> Vec<i64> {
    let mut query = query.to_vec();
    query.push(("limit", "100"));
    let answer = get(client, JOURNAL, &query).await;
    let ids = ids(answer.expect(200));
    assert_eq!(answer.body["pagination"]["total"], ids.len(), "{query:?}");
    assert_eq!(answer.body["pagination"]["totalExact"], true);
    ids
}

/// Returns the identifiers of a page's entries, in order.
pub(crate) fn ids(page: &Answer) -> Vec<i64> {
    page.body["data"].as_array().expect("data").iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Returns one entry.
pub(crate) async fn entry(client: &Client, id: i64) -> Value {
    client.get(&format!("{JOURNAL}/{id}")).await.expect(200).body.clone()
}

/// Sends a PATCH with JSON.
pub(crate) async fn patch(client: &Client, path: &str, body: &Value) -> Answer {
    Answer::read(client.request(Method::PATCH, path).json(body)).await
}

/// Resolves or reopens an entry.
pub(crate) async fn resolve(client: &Client, id: i64, resolu: bool) -> Value {
    let answer = patch(client, &format!("{JOURNAL}/{id}"), &json!({ "resolu": resolu })).await;
    answer.expect(200).body.clone()
}

/// Starts a conversion; returns prospect and action.
pub(crate) async fn running_action(app: &TestApp, admin: &Client) -> (String, i64) {
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" });
    let answer = admin.post("/api/prospects/convertir-candidat", body).await;
    let id = answer.expect(202).body["idConversion"].as_i64().unwrap();
    (prospect, id)
}

/// Starts a conversion and reports its failure as n8n does; returns prospect and action.
pub(crate) async fn failed_action(app: &TestApp, admin: &Client) -> (String, i64) {
    let (prospect, id) = running_action(app, admin).await;
    let failure = json!({ "idConversion": id, "success": false, "messageErreur": "Quota Drive dépassé",
        "nomNoeud": "Créer le dossier Drive", "workflowId": "wf1", "executionId": "ex1" });
    app.n8n_client().post("/api/prospects/conversion-complete", failure).await.expect(200);
    (prospect, id)
}

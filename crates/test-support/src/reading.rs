//! Helpers to insert rows and to read lists.

use serde_json::{Map, Value, json};

use crate::client::{Answer, Client};
use crate::db::TestDb;

/// Path of the list of prospects.
pub const LIST: &str = "/api/prospects";
/// Maximum number of rows that a search counts.
pub const CEILING: i64 = 1_000;

/// Returns the default columns of a prospect: nullable ones are null.
fn defaults() -> Map<String, Value> {
    let row = json!({
        "nom": "Nom", "prenom": "Prénom", "emails": [], "telephones": [], "source": "EMAIL",
        "statut_prospect": "NOUVEAU", "nb_echanges": 0,
        "date_premier_contact": "2026-10-01T08:00:00Z", "date_dernier_contact": "2026-11-01T08:00:00Z",
    });
    row.as_object().unwrap().clone()
}

/// Quotes a text for SQL.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Inserts a prospect with these columns; returns its identifier.
pub async fn add(db: &TestDb, columns: Value) -> String {
    let mut row = defaults();
    row.extend(columns.as_object().unwrap().clone());
    db.text(&format!("{} RETURNING id_prospect AS text", insertion(row))).await.unwrap()
}

/// Inserts a converted prospect with these columns and this file number; returns the prospect's identifier.
pub async fn add_candidat(db: &TestDb, numero: &str, columns: Value) -> String {
    let mut row = defaults();
    row.extend(columns.as_object().unwrap().clone());
    row.insert("statut_prospect".to_owned(), json!("CANDIDAT"));
    let sql = format!(
        "WITH p AS ({} RETURNING id_prospect)
         INSERT INTO candidats (id_prospect, numero_dossier, formation_retenue, date_conversion)
         SELECT id_prospect, {}, 'CAP_BJ', '2026-11-02T08:00:00Z' FROM p RETURNING id_prospect AS text",
        insertion(row),
        quoted(numero),
    );
    db.text(&sql).await.unwrap()
}

fn insertion(row: Map<String, Value>) -> String {
    let columns = row.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let row = quoted(&Value::Object(row).to_string());
    format!(
        "INSERT INTO prospects ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::prospects, {row})"
    )
}

/// Sends a GET with these parameters, encoded.
pub async fn get(client: &Client, path: &str, query: &[(&str, &str)]) -> Answer {
    Answer::read(client.request(reqwest::Method::GET, &address(path, query))).await
}

/// Returns a path with these parameters, encoded.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = reqwest::Url::parse("http://localhost").unwrap();
    address.query_pairs_mut().extend_pairs(query);
    format!("{path}?{}", address.query().unwrap_or_default())
}

/// Reads the list with these parameters.
pub async fn list(client: &Client, query: &[(&str, &str)]) -> Answer {
    let answer = get(client, LIST, query).await;
    answer.expect(200);
    answer
}

/// Returns a field of the rows of a page, as texts.
pub fn column(answer: &Answer, field: &str) -> Vec<String> {
    let rows = answer.body["data"].as_array().expect("data").iter();
    rows.map(|row| row[field].as_str().unwrap_or_else(|| panic!("{field}: {row}")).to_owned()).collect()
}

/// Returns the identifiers of a page's prospects, in order.
pub fn ids(answer: &Answer) -> Vec<String> {
    column(answer, "idProspect")
}

/// Returns the identifiers of all prospects that match, unordered.
pub async fn found(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let mut query = query.to_vec();
    query.push(("limit", "100"));
    let answer = list(client, &query).await;
    let mut ids = ids(&answer);
    assert_eq!(answer.body["pagination"]["total"], ids.len(), "{query:?}");
    ids.sort_unstable();
    ids
}

/// Sorts identifiers as texts.
pub fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

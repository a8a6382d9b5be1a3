//! Rows for tests of reading, and how to read them.

use serde_json::{Map, Value, json};

use crate::client::{Answer, Client};
use crate::db::TestDb;

/// Where prospects are listed.
pub const LIST: &str = "/api/prospects";
/// A search is counted up to here.
pub const CEILING: i64 = 1_000;

/// What a prospect's row holds unless the test says otherwise: what can be null is null.
fn defaults() -> Map<String, Value> {
    let row = json!({
        "nom": "Nom", "prenom": "Prénom", "emails": [], "telephones": [], "source": "EMAIL",
        "statut_prospect": "NOUVEAU", "nb_echanges": 0,
        "date_premier_contact": "2026-10-01T08:00:00Z", "date_dernier_contact": "2026-11-01T08:00:00Z",
    });
    row.as_object().unwrap().clone()
}

/// A text of SQL.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A prospect with these columns; returns its identifier.
pub async fn add(db: &TestDb, columns: Value) -> String {
    let mut row = defaults();
    row.extend(columns.as_object().unwrap().clone());
    db.text(&format!("{} RETURNING id_prospect AS text", insertion(row))).await.unwrap()
}

/// A prospect with these columns that became a candidate, with this file number; returns the prospect's identifier.
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

/// GET with these parameters, encoded.
pub async fn get(client: &Client, path: &str, query: &[(&str, &str)]) -> Answer {
    Answer::read(client.request(reqwest::Method::GET, &address(path, query))).await
}

/// A path with these parameters, encoded.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = reqwest::Url::parse("http://localhost").unwrap();
    address.query_pairs_mut().extend_pairs(query);
    format!("{path}?{}", address.query().unwrap_or_default())
}

/// The list with these parameters.
pub async fn list(client: &Client, query: &[(&str, &str)]) -> Answer {
    let answer = get(client, LIST, query).await;
    answer.expect(200);
    answer
}

/// The values of a field of the rows of a page, as texts.
pub fn column(answer: &Answer, field: &str) -> Vec<String> {
    let rows = answer.body["data"].as_array().expect("data").iter();
    rows.map(|row| row[field].as_str().unwrap_or_else(|| panic!("{field}: {row}")).to_owned()).collect()
}

/// The identifiers of the prospects of a page, in its order.
pub fn ids(answer: &Answer) -> Vec<String> {
    column(answer, "idProspect")
}

/// The identifiers of the prospects that match, in no order.
pub async fn found(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let mut query = query.to_vec();
    query.push(("limit", "100"));
    let answer = list(client, &query).await;
    let mut ids = ids(&answer);
    assert_eq!(answer.body["pagination"]["total"], ids.len(), "{query:?}");
    ids.sort_unstable();
    ids
}

/// In the order of their texts.
pub fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

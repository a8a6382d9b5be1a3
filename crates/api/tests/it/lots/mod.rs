//! Bulk changes: rehearsal, launch, execution, stop.

mod export;
mod live;
mod mixed;
mod names;
mod numbers;
mod once;
mod rehearsal;
mod requests;
mod seats;
mod stop;
mod told;
mod turns;

use prospects_api::lots::run_next;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;

const LOTS: &str = "/api/lots";

/// Inserts `n` prospects with addresses of their own; returns their identifiers in order.
pub(crate) async fn people(db: &TestDb, n: usize) -> Vec<String> {
    let sql = format!(
        "INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, statut_prospect, source,
            date_premier_contact, date_dernier_contact)
         SELECT 'Nom' || n, 'Prénom', ARRAY['p' || n || '@exemple.example'], 'CAP_BJ', 'QUALIFIE', 'SALON',
            '2026-10-01T08:00:00Z', '2026-11-01T08:00:00Z'
         FROM generate_series((SELECT count(*) FROM prospects) + 1, (SELECT count(*) FROM prospects) + {n}) AS n
         RETURNING id_prospect AS text"
    );
    let mut ids = db.texts(&sql).await;
    ids.sort_by_key(|id| id[5..].parse::<u64>().unwrap());
    ids
}

/// Returns the body of a lot of these prospects.
fn body(type_lot: &str, parametres: &Value, ids: &[String]) -> Value {
    json!({ "type": type_lot, "parametres": parametres, "ids": ids })
}

/// Rehearses a lot of these prospects; returns it.
pub(crate) async fn rehearse(client: &Client, type_lot: &str, parametres: Value, ids: &[String]) -> Value {
    client.post(LOTS, body(type_lot, &parametres, ids)).await.expect(201).body.clone()
}

/// Returns the path of a lot.
fn path(lot: &Value) -> String {
    format!("{LOTS}/{}", lot["idLot"])
}

/// Launches a lot.
async fn launch(client: &Client, lot: &Value) -> Answer {
    client.post(&format!("{}/lancement", path(lot)), json!({})).await
}

/// Executes every row of the launched lots.
async fn run(app: &TestApp) {
    let mut last = None;
    while run_next(&app.state, &mut last).await.unwrap() {}
}

/// Launches a lot and executes its rows; returns it.
pub(crate) async fn finish(app: &TestApp, client: &Client, lot: &Value) -> Value {
    launch(client, lot).await.expect(202);
    run(app).await;
    client.get(&path(lot)).await.expect(200).body.clone()
}

/// Returns every row of a lot, page by page.
async fn rows(client: &Client, lot: &Value) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut query = "?limit=100".to_owned();
    loop {
        let page = client.get(&format!("{}/lignes{query}", path(lot))).await.expect(200).body.clone();
        rows.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["curseurSuivant"].as_str() else { return rows };
        query = format!("?limit=100&curseur={next}");
    }
}

/// Returns one field of every row of a lot; an absent value is an empty text.
async fn column(client: &Client, lot: &Value, field: &str) -> Vec<String> {
    let rows = rows(client, lot).await;
    rows.iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

/// Counts the changes that the audit tells of a prospect.
async fn changes(db: &TestDb, id: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM audit_prospects WHERE id_prospect = '{id}' AND operation = 'MODIFICATION'"
    );
    db.count(&sql).await
}

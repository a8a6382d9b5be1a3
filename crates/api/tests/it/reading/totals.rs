//! Maintained counts of prospects, while rows are inserted, changed and deleted.

use serde_json::json;

use super::rows::{add, add_candidat, get, list};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::db::TestDb;

/// Filters with their equivalent SQL condition.
const FILTERS: [(&[(&str, &str)], &str); 7] = [
    (&[], "statut_prospect <> 'CANDIDAT'"),
    (&[("statut", "CANDIDAT")], "statut_prospect = 'CANDIDAT'"),
    (&[("statut", "NOUVEAU"), ("statut", "PERDU")], "statut_prospect IN ('NOUVEAU', 'PERDU')"),
    (&[("formation", "CAP_BJ")], "formation_souhaitee = 'CAP_BJ' AND statut_prospect <> 'CANDIDAT'"),
    (&[("financement", "CPF")], "mode_financement = 'CPF' AND statut_prospect <> 'CANDIDAT'"),
    (
        &[("statut", "NOUVEAU"), ("formation", "GEMMO"), ("financement", "OPCO")],
        "statut_prospect = 'NOUVEAU' AND formation_souhaitee = 'GEMMO' AND mode_financement = 'OPCO'",
    ),
    (
        &[("formation", "GEMMO"), ("formation", "ANCIENNE")],
        "formation_souhaitee = 'GEMMO' AND statut_prospect <> 'CANDIDAT'",
    ),
];

/// Asserts that every total equals the count of the rows.
async fn expect_exact(db: &TestDb, admin: &Client, when: &str) {
    for (query, condition) in FILTERS {
        let rows = db.count(&format!("SELECT count(*) AS count FROM prospects WHERE {condition}")).await;
        let answer = list(admin, query).await;
        let place = &answer.body["pagination"];
        assert_eq!((&place["total"], &place["totalExact"]), (&json!(rows), &json!(true)), "{when} {query:?}");
    }
    let counted = get(admin, "/api/prospects/compteurs", &[]).await;
    let statuts = counted.expect(200).body["statut"].as_object().unwrap();
    let total: i64 = statuts.values().map(|number| number.as_i64().unwrap()).sum();
    assert_eq!(total, db.count("SELECT count(*) AS count FROM prospects").await, "{when}");
}

#[tokio::test]
async fn totals_stay_exact_whatever_is_done_to_the_rows() {
    let app = TestApp::start().await;
    let (db, admin) = (&app.db, app.admin().await);
    expect_exact(db, &admin, "without rows").await;
    db.execute(
        "INSERT INTO prospects (nom, prenom, source, statut_prospect, formation_souhaitee, mode_financement,
            date_premier_contact, date_dernier_contact)
         SELECT 'N' || i, '', 'EMAIL', (ARRAY['NOUVEAU', 'PERDU', 'QUALIFIE'])[i % 3 + 1],
            (ARRAY['CAP_BJ', 'GEMMO', NULL])[i % 5 % 3 + 1], (ARRAY['CPF', 'OPCO', NULL])[i % 7 % 3 + 1], now(), now()
         FROM generate_series(1, 200) i",
    )
    .await;
    expect_exact(db, &admin, "200 rows at once").await;
    add_candidat(db, "DOSS1", json!({ "formation_souhaitee": "CAP_BJ" })).await;
    expect_exact(db, &admin, "a candidate").await;
    for (when, sql) in [
        ("another statut", "UPDATE prospects SET statut_prospect = 'PERDU' WHERE nom LIKE 'N1%'"),
        ("a wish", "UPDATE prospects SET formation_souhaitee = 'GEMMO' WHERE formation_souhaitee IS NULL"),
        ("a wish less", "UPDATE prospects SET formation_souhaitee = NULL WHERE nom LIKE '%2'"),
        ("no change at all", "UPDATE prospects SET statut_prospect = statut_prospect"),
        (
            "something else",
            "UPDATE prospects SET ville = 'Lyon', mode_financement = 'CPF' WHERE nom LIKE '%7'",
        ),
        ("rows that go", "DELETE FROM prospects WHERE nom LIKE '%3'"),
        ("nothing that goes", "DELETE FROM prospects WHERE nom = 'personne'"),
        ("a formation renamed", "UPDATE formations SET code = 'GEMMO_2' WHERE code = 'GEMMO'"),
        ("and named back", "UPDATE formations SET code = 'GEMMO' WHERE code = 'GEMMO_2'"),
        ("the counts folded", "SELECT prospects_effectifs_replier()"),
        ("the counts folded again", "SELECT prospects_effectifs_replier()"),
        ("rows after folding", "DELETE FROM prospects WHERE nom LIKE '%8'"),
        ("everything gone", "TRUNCATE prospects CASCADE"),
    ] {
        db.execute(sql).await;
        expect_exact(db, &admin, when).await;
    }
    add(db, json!({ "formation_souhaitee": "GEMMO" })).await;
    expect_exact(db, &admin, "one again").await;
}

#[tokio::test]
async fn a_change_that_is_undone_leaves_no_trace_in_the_totals() {
    let app = TestApp::start().await;
    add(&app.db, json!({})).await;
    let failed = failing_transaction(&app.db).await;
    assert!(failed.is_err());
    expect_exact(&app.db, &app.admin().await, "after a rollback").await;
}

/// Runs a transaction that writes and then fails.
async fn failing_transaction(db: &TestDb) -> diesel::QueryResult<()> {
    use diesel_async::SimpleAsyncConnection as _;
    let sql = "BEGIN; UPDATE prospects SET statut_prospect = 'PERDU'; SELECT 1 / 0; COMMIT";
    db.connect().await.batch_execute(sql).await
}

#[tokio::test]
async fn folding_while_others_write_loses_nothing() {
    let app = TestApp::start().await;
    let writers = (0..4).map(async |writer| {
        for n in 0..15 {
            let id = add(&app.db, json!({ "nom": format!("N{writer}x{n}") })).await;
            app.db
                .execute(&format!(
                    "UPDATE prospects SET statut_prospect = 'PERDU' WHERE id_prospect = '{id}'"
                ))
                .await;
            if n % 3 == 0 {
                app.db.execute(&format!("DELETE FROM prospects WHERE id_prospect = '{id}'")).await;
            }
        }
    });
    let folders = (0..2).map(async |_| {
        for _ in 0..30 {
            app.db.execute("SELECT prospects_effectifs_replier()").await;
        }
    });
    futures_util::join!(futures_util::future::join_all(writers), futures_util::future::join_all(folders));
    expect_exact(&app.db, &app.admin().await, "after a race").await;
    assert_eq!(app.db.count("SELECT count(*) AS count FROM prospects").await, 40);
}

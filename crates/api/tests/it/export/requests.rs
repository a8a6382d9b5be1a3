//! Parameters of exports, and their errors.

use serde_json::json;

use super::file::{AUDIT, JOURNAL, PROSPECTS, csv_rows, download};
use crate::reading::rows::{add, get};
use crate::support::app::TestApp;

#[tokio::test]
async fn a_format_is_one_of_two() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in [PROSPECTS, JOURNAL, AUDIT] {
        for query in ["", "?format=", "?format=pdf", "?format=CSV", "?format=csv,xlsx", "?format=%00"] {
            admin.get(&format!("{path}{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
        }
    }
}

#[tokio::test]
async fn a_filter_that_the_list_refuses_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (path, name, value) in [
        (PROSPECTS, "statut", "INCONNU"),
        (PROSPECTS, "formation", "cap bj"),
        (PROSPECTS, "tri", "prenom"),
        (PROSPECTS, "recherche", "a\u{0}"),
        (JOURNAL, "severite", "GRAVE"),
        (JOURNAL, "du", "hier"),
        (JOURNAL, "resolu", "oui"),
    ] {
        let answer = get(&admin, path, &[("format", "csv"), (name, value)]).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn only_admins_may_export() {
    let app = TestApp::start().await;
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    for path in [PROSPECTS, JOURNAL, AUDIT] {
        let path = format!("{path}?format=csv");
        app.anonymous().get(&path).await.expect_problem(401, "NON_AUTHENTIFIE");
        app.n8n_client().get(&path).await.expect_problem(401, "NON_AUTHENTIFIE");
        trainer.get(&path).await.expect_problem(403, "ACCES_REFUSE");
    }
}

#[tokio::test]
async fn the_same_export_twice_is_the_same_file() {
    let app = TestApp::start().await;
    add(&app.db, json!({})).await;
    let admin = app.admin().await;
    let query = [("format", "csv")];
    let first = download(&admin, PROSPECTS, &query).await;
    assert_eq!(download(&admin, PROSPECTS, &query).await.bytes, first.bytes);
}

#[tokio::test]
async fn a_failure_half_way_is_a_problem_and_no_file() {
    let app = TestApp::start().await;
    app.db.execute("ALTER TABLE prospects DROP CONSTRAINT prospects_source_connue").await;
    app.db
        .execute(
            "INSERT INTO prospects (nom, prenom, source, date_premier_contact, date_dernier_contact)
             SELECT 'Nom', 'Prénom', CASE n WHEN 2500 THEN 'INCONNUE' ELSE 'EMAIL' END, '2026-10-01',
                '2026-11-01'::timestamptz - n * interval '1 minute' FROM generate_series(1, 2500) n",
        )
        .await;
    let admin = app.admin().await;
    for format in ["csv", "xlsx"] {
        let answer = get(&admin, PROSPECTS, &[("format", format)]).await;
        answer.expect_problem(500, "ERREUR_INTERNE");
        assert!(!answer.headers.contains_key("content-disposition"));
    }
    // The connection is not lost either.
    assert_eq!(csv_rows(&admin, PROSPECTS, &[("recherche", "personne")]).await.len(), 1);
}

#[tokio::test]
async fn one_connection_is_enough_for_export_after_export() {
    let app = TestApp::setup().set("DB_POOL_SIZE", 1).start().await;
    add(&app.db, json!({})).await;
    let admin = app.admin().await;
    for _ in 0..3 {
        assert_eq!(csv_rows(&admin, PROSPECTS, &[]).await.len(), 2);
        download(&admin, JOURNAL, &[("format", "xlsx")]).await;
    }
}

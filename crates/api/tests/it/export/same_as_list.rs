//! An export contains exactly the rows of the list with its filters, in its order, at any length.

use calamine::DataType as _;
use serde_json::json;

use super::file::{JOURNAL, PROSPECTS, csv_rows, xlsx_rows};
use crate::reading::rows::{LIST, add, add_candidat, column, get};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Returns the identifiers of the rows, equal in both formats.
async fn exported(client: &Client, path: &str, query: &[(&str, &str)]) -> Vec<String> {
    let csv: Vec<String> =
        csv_rows(client, path, query).await.into_iter().skip(1).map(|mut row| row.swap_remove(0)).collect();
    let xlsx: Vec<String> =
        xlsx_rows(client, path, query).await.iter().skip(1).map(|row| row[0].as_string().unwrap()).collect();
    assert_eq!(csv, xlsx, "{query:?}");
    csv
}

/// Returns the identifiers of the prospects on every page of the list.
async fn listed(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let mut listed = Vec::new();
    for page in 1.. {
        let page = page.to_string();
        let answer = get(client, LIST, &[query, &[("limit", "100"), ("page", page.as_str())]].concat()).await;
        let ids = column(answer.expect(200), "idProspect");
        if ids.is_empty() {
            break;
        }
        listed.extend(ids);
    }
    listed
}

#[tokio::test]
async fn every_filter_and_order_of_the_list_holds_in_the_file() {
    let app = TestApp::start().await;
    for rank in 0..30 {
        let columns = json!({
            "nom": (["Élan", "élan", "Martin", "Zoé", "De la Tour"][rank % 5]), "nb_echanges": rank % 4,
            "statut_prospect": (["NOUVEAU", "QUALIFIE", "PERDU"][rank % 3]),
            "formation_souhaitee": ([Some("CAP_BJ"), Some("GEMMO"), None][rank % 3]),
            "mode_financement": ([Some("CPF"), None][rank % 2]), "ville": "Lyon",
            "date_dernier_contact": format!("2026-11-{:02}T08:00:00Z", rank % 7 + 1),
        });
        add(&app.db, columns).await;
    }
    add_candidat(&app.db, "DOSS1", json!({ "nom": "Martin" })).await;
    let admin = app.admin().await;
    let queries: [&[(&str, &str)]; 13] = [
        &[],
        &[("tri", "nom")],
        &[("tri", "-nom")],
        &[("tri", "nbEchanges")],
        &[("tri", "-statut")],
        &[("tri", "datePremierContact")],
        &[("statut", "CANDIDAT")],
        &[("statut", "CANDIDAT"), ("statut", "PERDU"), ("tri", "dateDernierContact")],
        &[("statut", "QUALIFIE"), ("financement", "CPF")],
        &[("formation", "GEMMO"), ("formation", "CAP_BJ"), ("tri", "statut")],
        &[("recherche", "elan lyon"), ("tri", "-nbEchanges")],
        &[("recherche", "zo")],
        &[("recherche", "personne")],
    ];
    for query in queries {
        let expected = listed(&admin, query).await;
        assert_eq!(exported(&admin, PROSPECTS, query).await, expected, "{query:?}");
    }
}

#[tokio::test]
async fn no_row_is_lost_between_batches() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "INSERT INTO prospects (nom, prenom, source, date_premier_contact, date_dernier_contact)
             SELECT 'Nom' || n % 7, 'Prénom', 'EMAIL', '2026-10-01', '2026-11-01' FROM generate_series(1, 4001) n",
        )
        .await;
    let admin = app.admin().await;
    let expected = listed(&admin, &[("tri", "nom")]).await;
    assert_eq!(expected.len(), 4_001);
    assert_eq!(exported(&admin, PROSPECTS, &[("tri", "nom")]).await, expected);
}

#[tokio::test]
async fn the_journal_is_exported_as_it_is_listed() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "INSERT INTO journal_erreurs (date_erreur, nom_workflow, message_erreur, severite)
             SELECT '2026-11-01'::timestamptz + (n % 5) * interval '1 day', 'W' || n % 3, 'Échec n° ' || n,
                (ARRAY['INFO', 'WARNING', 'ERREUR', 'CRITIQUE'])[n % 4 + 1] FROM generate_series(1, 401) n",
        )
        .await;
    let admin = app.admin().await;
    let queries: [&[(&str, &str)]; 5] = [
        &[],
        &[("severite", "INFO"), ("severite", "CRITIQUE"), ("workflow", "W1")],
        &[("du", "2026-11-02"), ("au", "2026-11-03")],
        &[("recherche", "echec 40")],
        &[("resolu", "true")],
    ];
    for query in queries {
        let mut expected = Vec::new();
        for page in ["1", "2", "3", "4", "5"] {
            let query = [query, &[("limit", "100"), ("page", page)]].concat();
            let answer = get(&admin, "/api/journal-erreurs", &query).await;
            let rows = answer.expect(200).body["data"].as_array().unwrap();
            expected.extend(rows.iter().map(|row| row["id"].to_string()));
        }
        assert_eq!(exported(&admin, JOURNAL, query).await, expected, "{query:?}");
    }
}

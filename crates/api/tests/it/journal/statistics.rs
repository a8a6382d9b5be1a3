//! Figures of the error journal.

use serde_json::{Value, json};

use super::rows::{JOURNAL, add};
use crate::support::app::TestApp;
use crate::support::client::Client;

async fn statistics(client: &Client) -> Value {
    client.get(&format!("{JOURNAL}/statistiques")).await.expect(200).body.clone()
}

#[tokio::test]
async fn an_empty_journal_has_figures_too() {
    let app = TestApp::start().await;
    let expected = json!({
        "nonResolues": 0, "parSeverite": { "INFO": 0, "WARNING": 0, "ERREUR": 0, "CRITIQUE": 0 },
        "delaiMoyenResolutionMs": null, "workflowPlusFrequent": null, "workflows": [],
    });
    assert_eq!(statistics(&app.admin().await).await, expected);
}

#[tokio::test]
async fn open_entries_are_counted_and_resolved_ones_give_the_mean_delay() {
    let app = TestApp::start().await;
    for (workflow, severite, resolved) in [
        ("Tri", "ERREUR", None),
        ("Tri", "CRITIQUE", None),
        ("Import", "ERREUR", None),
        ("Relances", "ERREUR", Some("2026-11-04T08:10:00Z")),
        ("Relances", "INFO", Some("2026-11-04T08:00:00.005Z")),
        ("Relances", "INFO", Some("2026-11-04T08:05:00Z")),
    ] {
        let columns = json!({ "nom_workflow": workflow, "severite": severite, "resolu": resolved.is_some(),
            "date_resolution": resolved });
        add(&app.db, columns).await;
    }
    let expected = json!({
        "nonResolues": 3, "parSeverite": { "INFO": 0, "WARNING": 0, "ERREUR": 2, "CRITIQUE": 1 },
        // (600 000 + 5 + 300 000) / 3, rounded.
        "delaiMoyenResolutionMs": 300_002,
        "workflowPlusFrequent": { "nomWorkflow": "Tri", "nombre": 2 },
        "workflows": ["Import", "Relances", "Tri"],
    });
    assert_eq!(statistics(&app.admin().await).await, expected);
}

#[tokio::test]
async fn workflows_are_in_the_order_of_the_alphabet_each_once() {
    let app = TestApp::start().await;
    for workflow in ["tri", "Élèves", "Zèle", "export", "tri"] {
        add(&app.db, json!({ "nom_workflow": workflow })).await;
    }
    assert_eq!(statistics(&app.admin().await).await["workflows"], json!(["Élèves", "export", "tri", "Zèle"]));
}

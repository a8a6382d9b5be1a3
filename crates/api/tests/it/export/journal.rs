//! Export of the error journal.

use calamine::{Data, DataType as _};
use serde_json::json;

use super::file::{JOURNAL, csv_rows, csv_text, download, xlsx_rows};
use crate::journal::rows::{add, failed_action, resolve};
use crate::support::app::TestApp;

#[tokio::test]
async fn an_entry_is_a_line_in_french() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = add(
        &app.db,
        json!({ "severite": "CRITIQUE", "nom_noeud": "Lire", "donnees_entree": { "a": [1, "é"], "b": null } }),
    )
    .await;
    resolve(&admin, id, true).await;
    let expected = format!(
        "N°;Date;Sévérité;Workflow;Nœud;Message;Résolue;Résolue par;Résolue le;Prospect;Action;Données\r\n\
         {id};2026-11-04 09:00;Critique;Tri des e-mails;Lire;Quota dépassé;oui;Sophie Martin;2026-11-05 10:00;;;\
         \"{{\"\"a\"\":[1,\"\"é\"\"],\"\"b\"\":null}}\"\r\n"
    );
    assert_eq!(csv_text(&admin, JOURNAL, &[]).await, expected);
    let file = download(&admin, JOURNAL, &[("format", "csv")]).await;
    let expected = "attachment; filename=\"journal-erreurs-2026-11-05.csv\"";
    assert_eq!(file.headers["content-disposition"], expected);
}

#[tokio::test]
async fn the_entry_of_a_failed_action_names_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (prospect, _) = failed_action(&app, &admin).await;
    let row = &csv_rows(&admin, JOURNAL, &[]).await[1];
    assert_eq!(row[6..11], ["non", "", "", &prospect, "Conversion en candidat"]);
}

#[tokio::test]
async fn cells_of_a_workbook_are_typed() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({ "message_erreur": "=1+1", "donnees_entree": -1 })).await;
    let row = &xlsx_rows(&app.admin().await, JOURNAL, &[]).await[1];
    assert_eq!(row[0].as_i64(), Some(id));
    assert!(matches!(row[0], Data::Float(_)), "{:?}", row[0]);
    assert_eq!(row[1].as_datetime(), Some("2026-11-04T09:00:00".parse().unwrap()));
    assert_eq!(row[5], Data::String("=1+1".to_owned()));
    assert_eq!(row[6], Data::String("non".to_owned()));
    assert_eq!(row[8], Data::Empty);
    assert_eq!(row[11], Data::String("-1".to_owned()));
}

#[tokio::test]
async fn what_n8n_reports_can_not_become_a_formula() {
    let app = TestApp::start().await;
    let body = json!({ "nomWorkflow": "@SUM(A1)", "nomNoeud": "+1", "messageErreur": "=cmd|' /C calc'!A0",
        "donneesEntree": "=1" });
    app.n8n_client().post("/api/journal-erreurs", body).await.expect(201);
    let row = &csv_rows(&app.admin().await, JOURNAL, &[]).await[1];
    assert_eq!(row[3..6], ["'@SUM(A1)", "'+1", "'=cmd|' /C calc'!A0"]);
    assert_eq!(row[11], "\"=1\"");
}

#[tokio::test]
async fn a_text_that_no_cell_can_hold_is_cut_in_the_workbook_alone() {
    let app = TestApp::start().await;
    let long = "💎".repeat(20_000);
    add(&app.db, json!({ "message_erreur": long })).await;
    let admin = app.admin().await;
    assert_eq!(csv_rows(&admin, JOURNAL, &[]).await[1][5], long);
    let rows = xlsx_rows(&admin, JOURNAL, &[]).await;
    let shown = rows[1][5].get_string().unwrap();
    assert_eq!(shown.encode_utf16().count(), 32_767);
    assert!(shown.ends_with("💎…"));
}

//! XLSX: typed cells, read back with another library than the writer's.

use calamine::{Data, DataType as _};
use serde_json::json;

use super::file::{PROSPECTS, download, xlsx_rows};
use crate::reading::rows::add;
use crate::support::app::TestApp;
use crate::support::data;

fn texts(row: &[Data]) -> Vec<&str> {
    row.iter().map(|cell| cell.get_string().unwrap_or_default()).collect()
}

#[tokio::test]
async fn texts_are_texts_numbers_numbers_and_instants_dates_of_paris() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let rows = xlsx_rows(&app.admin().await, PROSPECTS, &[]).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(
        texts(&rows[0]),
        [
            "Identifiant",
            "Nom",
            "Prénom",
            "E-mails",
            "Téléphones",
            "Adresse",
            "Code postal",
            "Ville",
            "Formation (code)",
            "Formation",
            "Financement",
            "Statut",
            "Source",
            "Échanges",
            "Premier contact",
            "Dernier contact",
            "Motif de la perte",
            "Relance le",
            "Relance à",
            "Objet de la relance",
            "Responsable"
        ]
    );
    let row = &rows[1];
    assert_eq!(
        texts(&row[..13]),
        [
            &id,
            "Dumitru",
            "Marie",
            "contact@exemple.example",
            "06 39 98 12 34",
            "12 rue des Orfèvres",
            "69002",
            "Lyon",
            "CAP_BJ",
            "CAP Bijouterie-Joaillerie",
            "CPF",
            "Qualifié",
            "Salon"
        ]
    );
    assert_eq!(row[13], Data::Float(3.0));
    for (cell, expected) in [(&row[14], "2026-10-01T10:00:00"), (&row[15], "2026-11-01T09:00:00")] {
        assert!(cell.is_datetime(), "{cell:?}");
        assert_eq!(cell.as_datetime(), Some(expected.parse().unwrap()));
    }
    assert!(row[16..].iter().all(|cell| *cell == Data::Empty), "{row:?}");
}

#[tokio::test]
async fn a_lost_prospect_has_the_words_of_its_reason() {
    let app = TestApp::start().await;
    add(&app.db, json!({ "statut_prospect": "PERDU", "motif_perte": "PLUS_DE_NOUVELLES" })).await;
    let rows = xlsx_rows(&app.admin().await, PROSPECTS, &[]).await;
    assert_eq!(texts(&rows[1][16..17]), ["Plus de nouvelles"]);
}

#[tokio::test]
async fn the_next_touch_and_its_owner_are_in_the_file() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let owner = admin.get("/api/auth/me").await.expect(200).body["utilisateur"].clone();
    let touch = json!({
        "relance_le": "2026-11-12", "relance_heure": "14:30", "relance_objet": "Rappeler pour le devis",
        "id_responsable": owner["idUtilisateur"],
    });
    add(&app.db, touch).await;
    let rows = xlsx_rows(&admin, PROSPECTS, &[]).await;
    assert_eq!(rows[1][17].as_date(), Some("2026-11-12".parse().unwrap()));
    assert_eq!(texts(&rows[1][18..]), ["14:30", "Rappeler pour le devis", "Sophie Martin"]);
}

#[tokio::test]
async fn what_looks_like_a_formula_stays_a_text_letter_by_letter() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for nom in
        ["=cmd|' /C calc'!A0", "+33", "-1", "@SUM(A1)", "_x0041_", "<b>&amp;", "12", "2026-01-01", "VRAI"]
    {
        let id = add(&app.db, json!({ "nom": nom })).await;
        let rows = xlsx_rows(&admin, PROSPECTS, &[]).await;
        let row = rows.iter().find(|row| row[0] == id.as_str()).unwrap();
        assert_eq!(row[1], Data::String(nom.to_owned()));
    }
}

#[tokio::test]
async fn what_a_prospect_lacks_is_an_empty_cell() {
    let app = TestApp::start().await;
    add(&app.db, json!({})).await;
    let rows = xlsx_rows(&app.admin().await, PROSPECTS, &[]).await;
    assert_eq!(rows[1][3..11], vec![Data::Empty; 8]);
    assert_eq!(rows[1][13], Data::Float(0.0));
}

#[tokio::test]
async fn the_workbook_is_to_be_saved_under_the_day_and_kept_by_nobody() {
    let app = TestApp::start().await;
    let file = download(&app.admin().await, PROSPECTS, &[("format", "xlsx")]).await;
    let expected = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(file.headers["content-type"], expected);
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"prospects-2026-11-05.xlsx\"");
    assert_eq!(file.headers["cache-control"], "no-store");
    assert_eq!(file.headers["content-length"], file.bytes.len().to_string());
}

#[tokio::test]
async fn a_list_without_rows_has_its_headers() {
    let app = TestApp::start().await;
    assert_eq!(xlsx_rows(&app.admin().await, PROSPECTS, &[]).await.len(), 1);
}

//! CSV: opens in a French spreadsheet without questions, and runs nothing.

use serde_json::json;

use super::file::{PROSPECTS, csv_rows, csv_text, download};
use crate::reading::rows::add;
use crate::support::app::TestApp;
use crate::support::data;

const HEADERS: &str = "Identifiant;Nom;Prénom;E-mails;Téléphones;Adresse;Code postal;Ville;Formation (code);Formation;\
    Financement;Statut;Source;Échanges;Premier contact;Dernier contact;Motif de la perte;\
    Relance le;Relance à;Objet de la relance;Responsable\r\n";

#[tokio::test]
async fn a_prospect_is_a_line_in_french() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let line = format!(
        "{id};Dumitru;Marie;contact@exemple.example;06 39 98 12 34;12 rue des Orfèvres;69002;Lyon;CAP_BJ;\
         CAP Bijouterie-Joaillerie;CPF;Qualifié;Salon;3;2026-10-01 10:00;2026-11-01 09:00;;;;;\r\n"
    );
    assert_eq!(csv_text(&app.admin().await, PROSPECTS, &[]).await, format!("{HEADERS}{line}"));
}

#[tokio::test]
async fn what_a_prospect_lacks_is_empty() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({ "prenom": "" })).await;
    let line = format!("{id};Nom;;;;;;;;;;Nouveau;E-mail;0;2026-10-01 10:00;2026-11-01 09:00;;;;;\r\n");
    assert_eq!(csv_text(&app.admin().await, PROSPECTS, &[]).await, format!("{HEADERS}{line}"));
}

#[tokio::test]
async fn a_list_without_rows_has_its_headers() {
    let app = TestApp::start().await;
    assert_eq!(csv_text(&app.admin().await, PROSPECTS, &[]).await, HEADERS);
}

#[tokio::test]
async fn the_file_is_to_be_saved_under_the_day_and_kept_by_nobody() {
    let app = TestApp::start().await;
    let file = download(&app.admin().await, PROSPECTS, &[("format", "csv")]).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"prospects-2026-11-05.csv\"");
    assert_eq!(file.headers["cache-control"], "no-store");
    assert_eq!(file.headers["content-length"], file.bytes.len().to_string());
    assert!(file.bytes.starts_with(b"\xef\xbb\xbfIdentifiant;"));
}

#[tokio::test]
async fn separators_quotes_and_line_ends_stay_inside_their_field() {
    let app = TestApp::start().await;
    let id = add(
        &app.db,
        json!({ "nom": "Le \"Grand\"", "prenom": "A;B", "adresse": "12 rue X\nBât. C\r\n3e", "ville": "L’Île, d'Yeu" }),
    )
    .await;
    let admin = app.admin().await;
    let text = csv_text(&admin, PROSPECTS, &[]).await;
    let line = format!("{id};\"Le \"\"Grand\"\"\";\"A;B\";;;\"12 rue X\nBât. C\r\n3e\";;\"L’Île, d'Yeu\";");
    assert!(text.contains(&line), "{text}");
    let row = &csv_rows(&admin, PROSPECTS, &[]).await[1];
    assert_eq!(row[1..3], ["Le \"Grand\"", "A;B"]);
    assert_eq!(row[5], "12 rue X\nBât. C\r\n3e");
}

#[tokio::test]
async fn no_field_begins_like_a_formula() {
    let app = TestApp::start().await;
    for (nom, shown) in [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("\u{200B}=1", "'\u{200B}=1"),
        ("\r=1", "'\r=1"),
        ("O'Neil-=+@", "O'Neil-=+@"),
    ] {
        let id = add(&app.db, json!({ "nom": nom, "ville": nom, "emails": [nom] })).await;
        let rows = csv_rows(&app.admin().await, PROSPECTS, &[]).await;
        let row = rows.iter().find(|row| row[0] == id).unwrap();
        assert_eq!([&row[1], &row[3], &row[7]], [shown; 3]);
    }
}

#[tokio::test]
async fn numbers_are_written_as_they_are_dialled() {
    let app = TestApp::start().await;
    add(&app.db, json!({ "telephones": ["+33612345678", "+32470123456"] })).await;
    add(&app.db, json!({ "telephones": ["+32470123456", "+33112345678"] })).await;
    add(&app.db, json!({ "telephones": ["+262692550101", "+590690550101"] })).await;
    let rows = csv_rows(&app.admin().await, PROSPECTS, &[("tri", "nom")]).await;
    assert_eq!(rows[1][4], "06 12 34 56 78, +32470123456");
    assert_eq!(rows[2][4], "'+32470123456, 01 12 34 56 78");
    assert_eq!(rows[3][4], "06 92 55 01 01, 06 90 55 01 01");
}

#[tokio::test]
async fn every_address_is_in_the_field() {
    let app = TestApp::start().await;
    add(&app.db, json!({ "emails": ["un@exemple.example", "deux@exemple.example"] })).await;
    let rows = csv_rows(&app.admin().await, PROSPECTS, &[]).await;
    assert_eq!(rows[1][3], "un@exemple.example, deux@exemple.example");
}

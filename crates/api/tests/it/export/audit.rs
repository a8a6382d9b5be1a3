//! Export of the audit of records as a file: contents, and filters by record and by period.

use calamine::{Data, DataType as _};

use super::file::{AUDIT, csv_rows, csv_text, download, xlsx_rows};
use crate::audit::trace::log_email;
use crate::support::app::TestApp;
use crate::support::data;

#[tokio::test]
async fn an_entry_is_a_line_in_french_that_names_nobody() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    log_email(&app, &id, "<1@exemple.example>").await;
    let admin = app.admin().await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    let expected = format!(
        "Date;Prospect;Opération;Champs;Champs non retenus;Action;N° d’action;Par;N° d’action groupée\r\n\
         2026-11-05 10:00;{id};E-mail ajouté aux échanges;;;;;n8n;\r\n\
         2026-11-05 10:00;{id};Fiche consultée;;;;;Sophie Martin;\r\n"
    );
    let text = csv_text(&admin, AUDIT, &[]).await;
    // Another test checks which fields an email changes.
    let text = text.replace(";nbEchanges, dateDernierContact;", ";;");
    assert_eq!(text, expected);
    let file = download(&admin, AUDIT, &[("format", "csv")]).await;
    let expected = "attachment; filename=\"journal-acces-2026-11-05.csv\"";
    assert_eq!(file.headers["content-disposition"], expected);
}

#[tokio::test]
async fn an_action_is_named_with_its_number() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let start = admin.post(&format!("/api/prospects/{id}/generate-devis"), serde_json::json!({})).await;
    let number = start.expect(202).body["idConversion"].as_i64();
    let row = &xlsx_rows(&admin, AUDIT, &[]).await[1];
    assert_eq!(row[0].as_datetime(), Some("2026-11-05T10:00:00".parse().unwrap()));
    assert_eq!(row[2], Data::String("Action demandée".to_owned()));
    assert_eq!((row[5].get_string(), row[6].as_i64()), (Some("Génération du devis"), number));
}

#[tokio::test]
async fn a_record_or_a_period_is_chosen() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (nom, day) in [("Dumitru", "2026-11-03"), ("Le Goff", "2026-11-04"), ("Martin", "2026-11-05")] {
        let id = data::prospect(&app.db, nom, "Marie").await;
        app.db
            .execute(&format!(
                "INSERT INTO audit_prospects (id_prospect, date_evenement, operation, auteur) \
                 VALUES ('{id}', '{day} 23:30+01', 'AJOUT', 'n8n')"
            ))
            .await;
    }
    for (query, found) in [
        (&[][..], &["PROS_1", "PROS_2", "PROS_3"][..]),
        (&[("idProspect", "PROS_2")], &["PROS_2"]),
        (&[("du", "2026-11-04")], &["PROS_2", "PROS_3"]),
        (&[("au", "2026-11-04")], &["PROS_1", "PROS_2"]),
        (&[("du", "2026-11-04"), ("au", "2026-11-04")], &["PROS_2"]),
        (&[("du", ""), ("au", ""), ("idProspect", "")], &["PROS_1", "PROS_2", "PROS_3"]),
        (&[("idProspect", "PROS_99")], &[]),
    ] {
        let rows = csv_rows(&admin, AUDIT, query).await;
        let named: Vec<&str> = rows[1..].iter().map(|row| row[1].as_str()).collect();
        assert_eq!(named, found, "{query:?}");
    }
    for query in ["du=2026-11-05&au=2026-11-04", "du=hier", "idProspect=bonjour", "idProspect=%00"] {
        let answer = admin.get(&format!("{AUDIT}?format=csv&{query}")).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}

//! Days on which the school is closed.

use serde_json::{Value, json};

use crate::catalogue::requests::story;
use crate::support::app::TestApp;

const CLOSURES: &str = "/api/fermetures";

fn christmas() -> Value {
    json!({ "libelle": "Congés de Noël", "dateDebut": "2026-12-19", "dateFin": "2027-01-03" })
}

#[tokio::test]
async fn a_closure_moves_the_day_to_act_and_not_the_limit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let created = admin.post(CLOSURES, christmas()).await;
    let id = created.expect(201).body["idFermeture"].clone();
    assert_eq!(admin.get(CLOSURES).await.expect(200).body["data"], json!([created.body]));
    let first = async || {
        let limits = admin.get("/api/sessions/5/echeances?financement=CPF").await;
        limits.expect(200).body["echeances"][0].clone()
    };
    let moved = first().await;
    assert_eq!((&moved["limite"], &moved["agirAvant"]), (&json!("2026-12-23"), &json!("2026-12-18")));
    assert!(moved["explication"].as_str().unwrap().contains("l’école est fermée (Congés de Noël)"));
    admin.post(CLOSURES, christmas()).await.expect_field("dateDebut", "DEJA_UTILISE");
    let path = format!("{CLOSURES}/{id}");
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(first().await["agirAvant"], "2026-12-23");
    assert_eq!(
        story(&app.db).await,
        [format!("fermeture {id} creation"), format!("fermeture {id} suppression")]
    );
}

#[tokio::test]
async fn a_closure_of_one_day_needs_one_date() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let day = admin.post(CLOSURES, json!({ "libelle": "Pont", "dateDebut": "2027-05-07" })).await;
    assert_eq!(day.expect(201).body["dateFin"], "2027-05-07");
}

#[tokio::test]
async fn a_wrong_field_of_a_closure_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (field, value, code) in [
        ("libelle", json!(" "), "CHAMP_REQUIS"),
        ("dateDebut", json!("19/12/2026"), "DATE_INVALIDE"),
        ("dateFin", json!("2026-12-18"), "FIN_AVANT_DEBUT"),
        ("dateFin", json!("2028-01-01"), "HORS_LIMITES"),
        ("version", json!(1), "CHAMP_INCONNU"),
    ] {
        let mut body = christmas();
        body[field] = value;
        admin.post(CLOSURES, body).await.expect_field(field, code);
    }
    admin.post_text(CLOSURES, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    for path in ["999", "x"] {
        admin.delete(&format!("{CLOSURES}/{path}")).await.expect_problem(404, "INTROUVABLE");
    }
    assert_eq!(admin.get(CLOSURES).await.body["data"], json!([]));
}

//! Exports of a selection.

use reqwest::Method;
use serde_json::{Value, json};

use super::people;
use crate::actions::scene::{Scene, count};
use crate::support::client::Client;

const EXPORT: &str = "/api/prospects/export?format=csv";

/// Downloads the CSV of a selection; returns the identifiers of its rows.
async fn export(client: &Client, selection: &Value) -> Vec<String> {
    let response = client.request(Method::POST, EXPORT).json(selection).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    let text = response.text().await.unwrap();
    let rows = text.lines().skip(1).filter(|line| line.starts_with("PROS_"));
    rows.map(|line| line.split(';').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn thousands_of_named_prospects_are_exported_and_nobody_else() {
    let scene = Scene::new().await;
    let (db, admin) = (&scene.app.db, &scene.admin);
    let ids = people(db, 3_001).await;
    db.execute(&format!(
        "UPDATE prospects SET statut_prospect = 'PERDU', motif_perte = 'AUTRE' WHERE id_prospect = '{}'",
        ids[0]
    ))
    .await;
    let mut exported = export(admin, &json!({ "ids": ids[..3_000] })).await;
    exported.sort_by_key(|id| id[5..].parse::<u64>().unwrap());
    assert_eq!(exported, ids[..3_000]);
    assert_eq!(count(db, "audit_prospects WHERE operation = 'EXPORT_LISTE'").await, 3_000);
    assert_eq!(count(db, "journal_securite WHERE evenement = 'EXPORT'").await, 1);
}

#[tokio::test]
async fn a_query_exports_what_the_list_shows_in_its_order() {
    let scene = Scene::new().await;
    people(&scene.app.db, 12).await;
    let requete = "statut=QUALIFIE&recherche=Nom1&tri=-nom";
    let listed = scene.admin.get(&format!("/api/prospects?{requete}")).await.expect(200).body.clone();
    let listed: Vec<_> =
        listed["data"].as_array().unwrap().iter().map(|row| row["idProspect"].clone()).collect();
    assert_eq!(json!(export(&scene.admin, &json!({ "requete": requete })).await), json!(listed));
    assert_eq!(listed.len(), 4);
}

#[tokio::test]
async fn a_selection_that_is_wrong_is_refused_and_nobody_but_an_admin_exports() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 1).await;
    for (selection, champ, code) in [
        (json!({}), "ids", "UN_SEUL"),
        (json!({ "ids": [] }), "ids", "LONGUEUR"),
        (json!({ "ids": ["PROS_987654"] }), "ids[0]", "VALEUR_INCONNUE"),
        (json!({ "requete": "statut=AUTRE" }), "requete", "VALEUR_INCONNUE"),
        (json!({ "ids": ids, "x": 1 }), "x", "CHAMP_INCONNU"),
    ] {
        scene.admin.post(EXPORT, selection).await.expect_field(champ, code);
    }
    let named = json!({ "ids": ids });
    scene.admin.post("/api/prospects/export", named.clone()).await.expect_problem(400, "REQUETE_INVALIDE");
    let trainer = scene.app.login("lea@ecole.example", "Léa", "FORMATEUR").await;
    trainer.post(EXPORT, named.clone()).await.expect_problem(403, "ACCES_REFUSE");
    scene.app.anonymous().post(EXPORT, named).await.expect_problem(401, "NON_AUTHENTIFIE");
}

//! Formations and their required documents.

use serde_json::{Value, json};

use super::rows::{column, get};
use crate::support::app::TestApp;

#[tokio::test]
async fn only_formations_that_take_candidates_are_listed_unless_asked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for query in [&[][..], &[("inactives", "")], &[("inactives", "false")]] {
        let answer = get(&admin, "/api/formations", query).await;
        assert_eq!(column(&answer, "code"), ["CAP_BJ", "GEMMO"], "{query:?}");
    }
    let all = get(&admin, "/api/formations", &[("inactives", "true")]).await;
    assert_eq!(column(&all, "code"), ["ANCIENNE", "CAP_BJ", "GEMMO"]);
}

#[tokio::test]
async fn a_formation_is_given_whole_and_what_it_lacks_is_null() {
    let app = TestApp::start().await;
    let answer = get(&app.admin().await, "/api/formations", &[("inactives", "true")]).await;
    let expected = json!([
        { "code": "ANCIENNE", "nom": "Ancienne formation", "niveau": null, "dureeHeures": null, "tarif": null,
            "tarifCentimes": null, "certification": null, "certificationFin": null, "active": false },
        { "code": "CAP_BJ", "nom": "CAP Bijouterie-Joaillerie", "niveau": "CAP (niveau 3)", "dureeHeures": 800,
            "tarif": 9500.0, "tarifCentimes": 950_000, "certification": null, "certificationFin": null, "active": true },
        { "code": "GEMMO", "nom": "Gemmologie", "niveau": null, "dureeHeures": 120, "tarif": 2400.0,
            "tarifCentimes": 240_000, "certification": null, "certificationFin": null, "active": true },
    ]);
    let mut rows = answer.body["data"].clone();
    for row in rows.as_array_mut().unwrap() {
        assert!(row.as_object_mut().unwrap().remove("idFormation").is_some_and(|id| id.is_i64()));
    }
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn a_wrong_parameter_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for value in ["oui", "1", "TRUE", "true "] {
        get(&admin, "/api/formations", &[("inactives", value)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn the_documents_of_a_formation_come_in_the_order_of_the_school() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "INSERT INTO documents_requis (id_formation, code, libelle, ordre)
             SELECT id_formation, 'PHOTO', 'Photo d’identité', 0 FROM formations WHERE code = 'CAP_BJ'",
        )
        .await;
    let answer = app.admin().await.get("/api/formations/CAP_BJ/documents-requis").await;
    let expected = json!([
        { "code": "PHOTO", "libelle": "Photo d’identité", "obligatoire": true },
        { "code": "PIECE_IDENTITE", "libelle": "Pièce d’identité", "obligatoire": true },
        { "code": "CV", "libelle": "CV", "obligatoire": false },
    ]);
    assert_eq!(answer.expect(200).body, json!({ "data": expected }));
}

#[tokio::test]
async fn a_formation_may_require_nothing() {
    let app = TestApp::start().await;
    let answer = app.admin().await.get("/api/formations/ANCIENNE/documents-requis").await;
    assert_eq!(answer.expect(200).body["data"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn an_unknown_formation_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for code in ["INCONNUE", "cap_bj", "CAP_BJ%00", "%FF", "CAP%20BJ", &"A".repeat(41)] {
        let answer = admin.get(&format!("/api/formations/{code}/documents-requis")).await;
        answer.expect_problem(404, "INTROUVABLE");
    }
}

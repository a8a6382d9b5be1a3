//! Admins read and change the rules of the funders.

use reqwest::Method;
use serde_json::{Value, json};

use crate::catalogue::requests::{change, patch, story, tag};
use crate::support::app::TestApp;
use crate::support::client::Answer;

const RULES: &str = "/api/regles-financement";
const CPF: &str = "/api/regles-financement/CPF_PROPOSITION";

#[tokio::test]
async fn the_rules_are_listed_with_their_sources_and_certainty() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let rules = admin.get(RULES).await.expect(200).body["data"].as_array().unwrap().clone();
    assert_eq!(rules.len(), 22);
    assert!(rules.iter().all(|rule| rule["source"].as_str().is_some_and(|source| source.len() > 20)));
    let first = rules.iter().find(|rule| rule["code"] == "CPF_PROPOSITION").unwrap();
    let read = admin.get(CPF).await;
    assert_eq!((&read.expect(200).body, first["certitude"].as_str()), (first, Some("A")));
    admin.get(&format!("{RULES}/INCONNUE")).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_changed_rule_moves_the_day_to_act_and_not_its_own_last_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let read = tag(&admin, CPF).await;
    let body = json!({ "marge": 2, "source": "Essais de l’école" });
    let changed = change(&admin, Method::PATCH, CPF, &read, &body).await;
    assert_eq!((&changed.expect(200).body["marge"], &changed.body["version"]), (&json!(2), &json!(2)));
    let limits = admin.get("/api/sessions/5/echeances?financement=CPF").await;
    let first = &limits.expect(200).body["echeances"][0];
    assert_eq!((&first["limite"], &first["agirAvant"]), (&json!("2026-12-23"), &json!("2026-12-21")));
    assert!(first["explication"].as_str().unwrap().contains("2 jours ouvrés de marge"));
    change(&admin, Method::PATCH, CPF, &read, &body).await.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(patch(&admin, CPF, &body).await.expect(200).body["version"], 2, "nothing is changed twice");
    let untagged = admin.request(Method::PATCH, CPF).json(&body);
    Answer::read(untagged).await.expect_problem(428, "CONDITION_REQUISE");
    patch(&admin, &format!("{RULES}/INCONNUE"), &body).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(story(&app.db).await, ["regle CPF_PROPOSITION marge source"]);
}

#[tokio::test]
async fn a_rule_that_is_not_active_gives_no_limit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    patch(&admin, &format!("{RULES}/OPCO_DEMANDE"), &json!({ "active": false })).await.expect(200);
    let limits = admin.get("/api/sessions/5/echeances?financement=OPCO").await;
    assert_eq!(limits.expect(200).body["echeances"], json!([]));
}

#[tokio::test]
async fn a_wrong_field_of_a_rule_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (field, value, code) in [
        ("libelle", json!(""), "CHAMP_REQUIS"),
        ("nombre", json!(-1), "HORS_LIMITES"),
        ("nombre", json!(731), "HORS_LIMITES"),
        ("nombre", Value::Null, "TYPE_INVALIDE"),
        ("marge", json!(61), "HORS_LIMITES"),
        ("unite", json!("SEMAINE"), "VALEUR_INCONNUE"),
        ("certitude", json!("X"), "VALEUR_INCONNUE"),
        ("source", json!("x".repeat(501)), "LONGUEUR"),
        ("valideDu", json!("2027-02-30"), "DATE_INVALIDE"),
        ("code", json!("AUTRE"), "CHAMP_INCONNU"),
    ] {
        patch(&admin, CPF, &json!({ field: value })).await.expect_field(field, code);
    }
    let reversed = json!({ "valideDu": "2027-02-02", "valideAu": "2027-02-01" });
    patch(&admin, CPF, &reversed).await.expect_field("valideAu", "FIN_AVANT_DEBUT");
    assert_eq!(story(&app.db).await, Vec::<String>::new());
}

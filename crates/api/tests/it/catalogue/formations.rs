//! Admins create, change and archive formations.

use reqwest::Method;
use serde_json::json;

use super::requests::{FORMATIONS, catalogue, change, etag, patch, story, tag};
use crate::support::app::TestApp;
use crate::support::client::Answer;

const CAP_BJ: &str = "/api/formations/CAP_BJ";

#[tokio::test]
async fn a_new_formation_is_listed_with_its_price_in_cents_and_in_euros() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({ "code": "SERTISSAGE", "nom": " Sertissage ", "niveau": "", "dureeHeures": 420,
        "tarifCentimes": 540_010 });
    let created = admin.post(FORMATIONS, body).await;
    created.expect(201);
    assert_eq!(created.headers["location"], "/api/formations/SERTISSAGE");
    let row = &created.body;
    assert_eq!(
        (&row["nom"], &row["niveau"], &row["active"]),
        (&json!("Sertissage"), &json!(null), &json!(true))
    );
    assert_eq!((&row["tarif"], &row["tarifCentimes"]), (&json!(5400.1), &json!(540_010)));
    let read = admin.get("/api/formations/SERTISSAGE").await;
    assert_eq!((&read.expect(200).body, etag(&read)), (row, etag(&created)));
    let listed = admin.get(FORMATIONS).await;
    assert!(listed.body["data"].as_array().unwrap().contains(row), "{}", listed.body);
    assert_eq!(story(&app.db).await, ["formation SERTISSAGE creation"]);
}

#[tokio::test]
async fn every_price_in_cents_is_read_as_it_was_written() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for centimes in [0, 1, 29, 57, 1_001, 101_010, 12_345_678, 99_999_999, 100_000_000] {
        let answer = patch(&admin, CAP_BJ, &json!({ "tarifCentimes": centimes })).await;
        assert_eq!(answer.expect(200).body["tarifCentimes"], centimes);
    }
    assert_eq!(patch(&admin, CAP_BJ, &json!({ "tarifCentimes": null })).await.body["tarif"], json!(null));
}

#[tokio::test]
async fn a_code_is_given_once_also_when_two_ask_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = |nom: &str| json!({ "code": "SERTISSAGE", "nom": nom });
    let ask = |nom: &'static str| admin.post(FORMATIONS, body(nom));
    let (one, two) = futures_util::join!(ask("Sertissage"), ask("Sertissage d’art"));
    let (winner, loser) = if one.status == 201 { (one, two) } else { (two, one) };
    winner.expect(201);
    loser.expect_problem(409, "CODE_UTILISE");
    let before = catalogue(&app.db).await;
    for code in ["SERTISSAGE", "CAP_BJ", "ANCIENNE"] {
        let body = json!({ "code": code, "nom": "Autre" });
        admin.post(FORMATIONS, body).await.expect_problem(409, "CODE_UTILISE");
    }
    assert_eq!(catalogue(&app.db).await, before);
    assert_eq!(story(&app.db).await.len(), 1);
}

#[tokio::test]
async fn a_change_starts_from_the_version_that_was_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let read = tag(&admin, CAP_BJ).await;
    let body = json!({ "nom": "CAP Bijouterie", "dureeHeures": null });
    let changed = change(&admin, Method::PATCH, CAP_BJ, &read, &body).await;
    let row = &changed.expect(200).body;
    assert_eq!((&row["nom"], &row["dureeHeures"]), (&json!("CAP Bijouterie"), &json!(null)));
    assert_eq!((&row["niveau"], &row["tarif"]), (&json!("CAP (niveau 3)"), &json!(9500.0)), "these stay");
    let stale = json!({ "nom": "CAP Joaillerie" });
    change(&admin, Method::PATCH, CAP_BJ, &read, &stale).await.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(etag(&changed), tag(&admin, CAP_BJ).await);
    let untagged = admin.request(Method::PATCH, CAP_BJ).json(&stale);
    Answer::read(untagged).await.expect_problem(428, "CONDITION_REQUISE");
    change(&admin, Method::PATCH, CAP_BJ, "v1", &stale).await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(story(&app.db).await, ["formation CAP_BJ nom dureeHeures"]);
}

#[tokio::test]
async fn a_change_that_is_asked_twice_is_made_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({ "nom": "CAP Bijouterie" });
    let first = etag(patch(&admin, CAP_BJ, &body).await.expect(200));
    assert_eq!(etag(patch(&admin, CAP_BJ, &body).await.expect(200)), first);
    assert_eq!(story(&app.db).await.len(), 1);
}

#[tokio::test]
async fn an_archived_formation_keeps_its_sessions_and_comes_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(patch(&admin, CAP_BJ, &json!({ "active": false })).await.body["active"], false);
    assert_eq!(admin.get(FORMATIONS).await.body["data"].as_array().unwrap().len(), 1);
    let sessions = admin.get("/api/sessions?formation=CAP_BJ").await;
    assert_eq!(sessions.body["data"].as_array().unwrap().len(), 4);
    assert_eq!(patch(&admin, CAP_BJ, &json!({ "active": true })).await.body["active"], true);
}

#[tokio::test]
async fn a_wrong_field_is_named_with_its_cause() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = catalogue(&app.db).await;
    for (field, value, code) in [
        ("code", json!(""), "CHAMP_REQUIS"),
        ("code", json!("cap_bj"), "CARACTERE_INTERDIT"),
        ("code", json!("BIJOU-1"), "CARACTERE_INTERDIT"),
        ("code", json!("A".repeat(41)), "LONGUEUR"),
        ("nom", json!(" "), "CHAMP_REQUIS"),
        ("nom", json!("n".repeat(201)), "LONGUEUR"),
        ("nom", json!("a\nb"), "CARACTERE_INTERDIT"),
        ("nom", json!(null), "TYPE_INVALIDE"),
        ("niveau", json!("n".repeat(101)), "LONGUEUR"),
        ("dureeHeures", json!(0), "HORS_LIMITES"),
        ("dureeHeures", json!(1.5), "TYPE_INVALIDE"),
        ("tarifCentimes", json!(-1), "HORS_LIMITES"),
        ("tarifCentimes", json!(100_000_001), "HORS_LIMITES"),
        ("tarif", json!(9_800.0), "CHAMP_INCONNU"),
    ] {
        let mut body = json!({ "code": "SERTISSAGE", "nom": "Sertissage" });
        body[field] = value;
        admin.post(FORMATIONS, body.clone()).await.expect_field(field, code);
        body.as_object_mut().unwrap().retain(|name, _| name == field && name != "code");
        if body != json!({}) {
            patch(&admin, CAP_BJ, &body).await.expect_field(field, code);
        }
    }
    patch(&admin, CAP_BJ, &json!({ "code": "AUTRE" })).await.expect_field("code", "CHAMP_INCONNU");
    admin.post_text(FORMATIONS, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(catalogue(&app.db).await, before);
}

#[tokio::test]
async fn a_formation_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for code in ["INCONNUE", "cap_bj", "CAP%20BJ"] {
        let path = format!("{FORMATIONS}/{code}");
        admin.get(&path).await.expect_problem(404, "INTROUVABLE");
        patch(&admin, &path, &json!({ "nom": "x" })).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn a_key_reads_the_catalogue_and_does_not_change_it() {
    let app = TestApp::start().await;
    app.admin().await;
    let n8n = app.n8n_client();
    n8n.get(CAP_BJ).await.expect(200);
    n8n.get("/api/sessions/1").await.expect(200);
    let before = catalogue(&app.db).await;
    patch(&n8n, CAP_BJ, &json!({ "nom": "x" })).await.expect(401);
    let trainer = app.login("lea@ecole.example", "Léa", "FORMATEUR").await;
    patch(&trainer, CAP_BJ, &json!({ "nom": "x" })).await.expect_problem(403, "ACCES_REFUSE");
    assert_eq!(catalogue(&app.db).await, before);
}

//! Invalid bodies: each gets its own error, and none changes anything.

use reqwest::Method;
use serde_json::{Value, json};

use super::invariants::snapshot;
use super::scene::{CONVERT, Scene, conversion};
use crate::support::client::Answer;

/// Returns the body of a conversion with one field added or replaced.
fn with(scene: &Scene, field: &str, value: Value) -> Value {
    let mut body = conversion(&scene.prospect);
    body[field] = value;
    body
}

#[tokio::test]
async fn malformed_json_is_400() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let good = conversion(&scene.prospect).to_string();
    let half = &good[..good.len() / 2];
    let doubled = format!("{good}{good}");
    for text in
        ["", " ", "{", "nul", "{\"idProspect\":}", "{'idProspect':'PROS_1'}", half, &doubled, "\u{feff}{"]
    {
        scene.admin.post_text(CONVERT, text).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_value_nested_without_end_is_refused_at_its_first_bracket() {
    let scene = Scene::new().await;
    let deep = format!("{{\"idSession\":{}1", "[".repeat(100_000));
    scene.admin.post_text(CONVERT, deep).await.expect_field("idSession", "TYPE_INVALIDE");
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_400() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let mut bytes = conversion(&scene.prospect).to_string().into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'C').unwrap();
    bytes[at] = 0xff;
    let request = scene.admin.request(Method::POST, CONVERT).header("content-type", "application/json");
    Answer::read(request.body(bytes)).await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn what_is_no_json_is_415() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let body = conversion(&scene.prospect).to_string();
    for content_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", ""]
    {
        let request = scene.admin.request(Method::POST, CONVERT).header("content-type", content_type);
        Answer::read(request.body(body.clone())).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    }
    let without = scene.admin.request(Method::POST, CONVERT).body(body);
    Answer::read(without).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn an_unknown_field_is_422_with_its_name() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for field in ["statutProspect", "IDPROSPECT", "id_prospect", "place_retenue", "x"] {
        scene.ask(with(&scene, field, json!(1))).await.expect_field(field, "CHAMP_INCONNU");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_missing_field_is_422_with_its_name() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let no_formation = json!({ "idProspect": scene.prospect });
    scene.ask(no_formation).await.expect_field("formationRetenue", "CHAMP_REQUIS");
    let no_prospect = json!({ "formationRetenue": "CAP_BJ" });
    scene.ask(no_prospect).await.expect_field("idProspect", "CHAMP_REQUIS");
    scene.ask(json!({})).await.expect_problem(422, "VALIDATION");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_422_with_its_field() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for (field, value) in [
        ("idProspect", json!(12)),
        ("idProspect", json!(null)),
        ("formationRetenue", json!(["CAP_BJ"])),
        ("formationRetenue", json!(null)),
        ("idSession", json!("1")),
        ("idSession", json!(1.5)),
        ("idSession", json!(true)),
        ("idSession", json!(1e300)),
        ("sessionVisee", json!(7)),
        ("dateDebutSouhaitee", json!(20_270_315)),
    ] {
        scene.ask(with(&scene, field, value)).await.expect_field(field, "TYPE_INVALIDE");
    }
    for body in [json!([]), json!("x"), json!(1), json!(null)] {
        scene.ask(body).await.expect_problem(422, "VALIDATION");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_text_that_is_too_long_or_empty_is_422() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    scene.ask(with(&scene, "formationRetenue", json!(""))).await.expect_field("formationRetenue", "LONGUEUR");
    let long = json!("X".repeat(41));
    scene.ask(with(&scene, "formationRetenue", long)).await.expect_field("formationRetenue", "LONGUEUR");
    let long = json!("X".repeat(121));
    scene.ask(with(&scene, "sessionVisee", long)).await.expect_field("sessionVisee", "LONGUEUR");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn an_identifier_beyond_any_session_is_422() {
    let scene = Scene::new().await;
    for id in [i64::MAX, i64::MIN, 0] {
        scene.ask(with(&scene, "idSession", json!(id))).await.expect_field("idSession", "SESSION_INCONNUE");
    }
    scene.ask(with(&scene, "idSession", json!(u64::MAX))).await.expect_field("idSession", "TYPE_INVALIDE");
}

#[tokio::test]
async fn nul_is_400() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for (field, text) in [
        ("formationRetenue", "CAP\u{0}_BJ"),
        ("sessionVisee", "Mars\u{0}2027"),
        ("idProspect", "PROS_1\u{0}"),
    ] {
        scene.ask(with(&scene, field, json!(text))).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    let raw = conversion(&scene.prospect).to_string().replace("CAP_BJ", "CAP\u{0}BJ");
    scene.admin.post_text(CONVERT, raw).await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn text_that_is_only_strange_finds_nothing_and_breaks_nothing() {
    let scene = Scene::new().await;
    for text in ["💎", "e\u{301}", "'; DROP TABLE prospects; --", "%", "\\", "\u{ffff}", "${7*7}"] {
        let answer = scene.ask(with(&scene, "sessionVisee", json!(text))).await;
        answer.expect_field("sessionVisee", "SESSION_INCONNUE");
        let answer = scene.ask(with(&scene, "formationRetenue", json!(text))).await;
        answer.expect_field("formationRetenue", "FORMATION_INCONNUE");
    }
}

#[tokio::test]
async fn a_body_over_256_kilobytes_is_413() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let good = conversion(&scene.prospect).to_string();
    let padded = |length: usize| format!("{good}{}", " ".repeat(length - good.len()));
    scene.admin.post_text(CONVERT, padded(256 * 1024 + 1)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    scene.admin.post_text(CONVERT, padded(2 * 1024 * 1024)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    scene.admin.post_text(CONVERT, padded(256 * 1024)).await.expect(202);
}

#[tokio::test]
async fn names_of_any_alphabet_reach_n8n_and_admins_as_they_are() {
    let scene = Scene::new().await;
    let nom = "D’É💎toile-e\u{301} “Ñ” 王";
    let prospect = scene.prospect(nom).await;
    let id = scene.deliver_with(conversion(&prospect)).await;
    assert_eq!(scene.app.n8n.calls()[0].body["nom"], nom);
    scene.succeed(id, "DETO05112026").await;
    assert_eq!(scene.last_notification().await["message"], format!("Marie {nom} · dossier DETO05112026."));
}

#[tokio::test]
async fn no_error_shows_what_is_inside() {
    let scene = Scene::new().await;
    let bodies = [
        with(&scene, "idSession", json!("1")),
        with(&scene, "sessionVisee", json!(7)),
        with(&scene, "x", json!(1)),
        json!([]),
    ];
    for body in bodies {
        let text = scene.ask(body).await.body.to_string();
        for inside in ["serde", "expected", "struct", "i64", "SELECT", "postgres", ".rs"] {
            assert!(!text.contains(inside), "{inside}: {text}");
        }
    }
}

//! Fields of a callback: required ones, links, lengths, ignored ones.

use serde_json::{Value, json};

use super::invariants::{assert_invariants, forget_refusals, snapshot};
use super::scene::{COMPLETE, Scene, failure, row, success};

#[tokio::test]
async fn a_success_without_a_file_number_is_422_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    for numero in [json!(null), json!(""), json!("   ")] {
        let mut body = success(id, "x");
        body["numeroDossier"] = numero;
        scene.call_back(body).await.expect_field("numeroDossier", "CHAMP_REQUIS");
    }
    let absent = json!({ "idConversion": id, "success": true });
    scene.call_back(absent).await.expect_field("numeroDossier", "CHAMP_REQUIS");
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
    scene.succeed(id, "DUMI05112026").await;
}

#[tokio::test]
async fn a_link_that_is_not_https_is_422() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    for link in [
        "http://drive.google.com/1",
        "javascript:alert(1)",
        "drive.google.com/1",
        "https://",
        "https://moi:secret@drive.google.com/1",
        "ftp://drive.google.com/1",
    ] {
        let mut body = success(id, "DUMI05112026");
        body["lienDossierDrive"] = json!(link);
        let answer = scene.call_back(body).await;
        answer.expect_field("lienDossierDrive", "LIEN_INVALIDE");
        assert!(!answer.body.to_string().contains("secret"));
    }
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn every_field_at_fault_is_named_at_once() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let body = json!({ "idConversion": id, "success": true, "lienDossierDrive": "http://x.example" });
    let answer = scene.call_back(body).await;
    answer.expect_field("numeroDossier", "CHAMP_REQUIS").expect_field("lienDossierDrive", "LIEN_INVALIDE");
}

#[tokio::test]
async fn a_success_may_come_without_a_link() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene
        .call_back(json!({ "idConversion": id, "success": true, "numeroDossier": "DUMI05112026" }))
        .await
        .expect(200);
    assert_eq!(scene.candidat().await["lien_dossier_drive"], Value::Null);
}

#[tokio::test]
async fn what_n8n_sends_besides_is_ignored() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let mut body = success(id, "DUMI05112026");
    body["documentsListes"] = json!(2);
    body["idProspect"] = json!("PROS_424242");
    body["statutAction"] = json!({ "n'importe": ["quoi"] });
    scene.call_back(body).await.expect(200);
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
}

#[tokio::test]
async fn what_decides_is_refused_when_it_says_nothing() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    for (field, value, code) in [
        ("success", json!("peut-être"), "TYPE_INVALIDE"),
        ("success", json!(null), "TYPE_INVALIDE"),
        ("numeroDossier", json!({ "a": 1 }), "VALEUR_NON_REMPLIE"),
        ("numeroDossier", json!("={{ $json.numero }}"), "VALEUR_NON_REMPLIE"),
        ("numeroDossier", json!("undefined"), "VALEUR_NON_REMPLIE"),
        ("numeroDossier", json!("null"), "VALEUR_NON_REMPLIE"),
        ("numeroDossier", json!("[object Object]"), "VALEUR_NON_REMPLIE"),
        ("numeroDossier", json!("DUMI\n15092024"), "CARACTERE_INTERDIT"),
        ("numeroDossier", json!("DU\u{202e}MI"), "CARACTERE_INTERDIT"),
        ("lienDossierDrive", json!({ "url": "https://x.example" }), "VALEUR_NON_REMPLIE"),
        ("lienDossierDrive", json!("https://drive.google.com/drive/folders/undefined"), "VALEUR_NON_REMPLIE"),
        ("lienDossierDrive", json!("https://evil\\@drive.google.com/x"), "LIEN_INVALIDE"),
        ("lienDossierDrive", json!("https://drive.google.com/\u{202e}1"), "LIEN_INVALIDE"),
    ] {
        let mut body = success(id, "DUMI05112026");
        body[field] = value;
        scene.call_back(body).await.expect_field(field, code);
    }
    let mut silent = success(id, "DUMI05112026");
    silent.as_object_mut().unwrap().remove("success");
    scene.call_back(silent).await.expect_field("success", "CHAMP_REQUIS");
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_callback_that_names_no_action_is_422_and_nothing_is_noted() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    for value in [json!(1.5), json!("x"), json!(null), json!([id])] {
        let mut body = success(id, "DUMI05112026");
        body["idConversion"] = value;
        scene.call_back(body).await.expect_field("idConversion", "TYPE_INVALIDE");
    }
    let body = json!({ "success": true, "numeroDossier": "DUMI05112026" });
    scene.call_back(body).await.expect_field("idConversion", "CHAMP_REQUIS");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn an_endless_file_number_is_422() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let answer = scene.call_back(success(id, &"X".repeat(61))).await;
    answer.expect_field("numeroDossier", "LONGUEUR");
    scene.succeed(id, &"X".repeat(60)).await;
}

#[tokio::test]
async fn a_nul_is_no_part_of_a_file_number() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let body = format!(r#"{{"idConversion":{id},"success":true,"numeroDossier":"DU\u0000MI"}}"#);
    scene.n8n.post_text(COMPLETE, body).await.expect_field("numeroDossier", "CARACTERE_INTERDIT");
    assert_eq!(scene.statut(id).await, "EN_COURS");
}

#[tokio::test]
async fn a_callback_of_ten_megabytes_is_413_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let mut body = success(id, "DUMI05112026");
    body["donnees"] = json!("x".repeat(10 * 1024 * 1024));
    scene.call_back(body).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    assert_eq!(scene.statut(id).await, "EN_COURS");
    scene.succeed(id, "DUMI05112026").await;
}

#[tokio::test]
async fn a_number_and_a_link_are_kept_without_the_spaces_around_them() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let mut body = success(id, "  DUMI05112026 ");
    body["lienDossierDrive"] = json!(" https://drive.google.com/1 ");
    scene.call_back(body).await.expect(200);
    let candidat = scene.candidat().await;
    assert_eq!(candidat["numero_dossier"], "DUMI05112026");
    assert_eq!(candidat["lien_dossier_drive"], "https://drive.google.com/1");
}

#[tokio::test]
async fn the_result_the_workflow_and_the_execution_are_shown() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.app.advance(chrono::TimeDelta::milliseconds(4_210));
    scene.succeed(id, "DUMI05112026").await;
    let action = scene.action(id).await;
    assert_eq!(
        action["resultat"],
        json!({ "numeroDossier": "DUMI05112026", "lienDossierDrive": super::scene::FOLDER })
    );
    assert_eq!((&action["workflowId"], &action["executionId"]), (&json!("wf1"), &json!("ex1")));
    assert_eq!(action["dateFin"], "2026-11-05T09:00:04.210Z");
    assert_eq!(action["dureeMs"], 4_210);
}

#[tokio::test]
async fn a_failure_without_a_word_says_so() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.call_back(json!({ "idConversion": id, "success": false, "messageErreur": "  " })).await.expect(200);
    let message = scene.action(id).await["messageErreur"].as_str().unwrap().to_owned();
    assert_eq!(message, "n8n a signalé un échec sans dire pourquoi.");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failure_may_be_long_and_is_cut() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let mut body = failure(id);
    body["messageErreur"] = json!("é".repeat(100_000));
    scene.call_back(body).await.expect(200);
    let action = scene.action(id).await;
    assert_eq!(action["messageErreur"].as_str().unwrap().chars().count(), 4_000);
}

#[tokio::test]
async fn the_journal_names_the_workflow_and_the_node_that_failed() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    let entry = row(&scene.app.db, "SELECT to_jsonb(j)::text FROM journal_erreurs j").await;
    assert_eq!(entry["nom_workflow"], "wf1");
    assert_eq!(entry["nom_noeud"], "Créer le dossier Drive");
    assert_eq!(entry["message_erreur"], "Quota Drive dépassé");
    assert_eq!(entry["severite"], "ERREUR");
    assert_eq!(entry["donnees_entree"]["idConversion"], id);
    assert_eq!(entry["donnees_entree"]["idProspect"], scene.prospect.as_str());
}

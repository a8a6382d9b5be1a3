//! Lenient reading of callbacks, and reports of refused ones with their reason.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clicks::{DEVIS, EMAIL};
use super::invariants::{assert_invariants, snapshot};
use super::scene::{COMPLETE, Scene, failure, success};

/// Returns the events of an action with their details.
async fn story(scene: &Scene, id: i64) -> Vec<(String, String)> {
    let action = scene.action(id).await;
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let entries = action["journal"].as_array().unwrap().iter();
    entries.map(|entry| (text(entry, "evenement"), text(entry, "detail"))).collect()
}

/// Returns the entries of the error journal, newest first.
async fn journal(scene: &Scene) -> Vec<Value> {
    let answer = scene.admin.get("/api/journal-erreurs").await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn numbers_texts_and_booleans_may_stand_for_each_other() {
    for (field, value, shown) in [
        ("executionId", json!(1_234), "1234"),
        ("executionId", json!(1_234.0), "1234"),
        ("executionId", json!({ "id": 7 }), r#"{"id":7}"#),
        ("workflowId", json!(17), "17"),
        ("workflowId", json!("w".repeat(201)), &format!("{}…", "w".repeat(199))),
        ("success", json!("true"), ""),
        ("success", json!(1), ""),
    ] {
        let scene = Scene::new().await;
        let id = scene.deliver().await;
        let mut body = success(id, "DUMI05112026");
        body["idConversion"] = json!(format!(" {id}"));
        body[field] = value.clone();
        scene.call_back(body).await.expect(200);
        let action = scene.action(id).await;
        assert_eq!(action["statutAction"], "TERMINEE", "{field}: {value}");
        assert!(shown.is_empty() || action[field] == shown, "{field}: {}", action[field]);
    }
}

#[tokio::test]
async fn null_and_the_empty_text_are_no_result() {
    for none in [Value::Null, json!(""), json!("  ")] {
        let scene = Scene::new().await;
        let id = scene.deliver().await;
        let mut body = success(id, "DUMI05112026");
        for field in ["lienDossierDrive", "workflowId", "executionId", "numeroDevis", "objet", "messageId"] {
            body[field] = none.clone();
        }
        scene.call_back(body).await.expect(200);
        let action = scene.action(id).await;
        assert_eq!(action["resultat"]["lienDossierDrive"], Value::Null);
        assert_eq!((&action["workflowId"], &action["executionId"]), (&Value::Null, &Value::Null));
    }
}

#[tokio::test]
async fn a_failure_keeps_whatever_is_said_of_it() {
    for (said, kept) in [
        (r#""Quota \ud83d""#, "Quota \u{fffd}"),
        (r#""Quota \u0000""#, "Quota \u{fffd}"),
        (r#"{"message":"Quota"}"#, r#"{"message":"Quota"}"#),
        (r#"["Quota"]"#, r#"["Quota"]"#),
        ("429", "429"),
        (r#""""#, "n8n a signalé un échec sans dire pourquoi."),
    ] {
        let scene = Scene::new().await;
        let id = scene.deliver().await;
        let body =
            format!(r#"{{"idConversion":{id},"success":"false","messageErreur":{said},"autre":"\u0000"}}"#);
        scene.n8n.post_text(COMPLETE, body).await.expect(200);
        assert_eq!(scene.action(id).await["messageErreur"], kept, "{said}");
    }
}

#[tokio::test]
async fn a_text_that_is_too_long_is_cut_and_the_story_says_which() {
    let scene = Scene::new().await;
    let id = EMAIL.deliver(&scene).await;
    let mut body = EMAIL.success(id);
    body["objet"] = json!("é".repeat(1_001));
    body["contenu"] = json!("x".repeat(400_000));
    scene.call_back(body.clone()).await.expect(200);
    let (event, detail) = story(&scene, id).await.pop().unwrap();
    assert_eq!(event, "RAPPEL");
    let lost = "« objet » coupé à 1000 caractères, « contenu » coupé à 200000 caractères";
    assert_eq!(detail, format!("n8n annonce la réussite ({lost})"));
    let emails = scene.admin.get(&format!("/api/prospects/{}/emails", scene.prospect)).await;
    let email = &emails.expect(200).body["data"][0];
    assert_eq!(email["objet"], format!("{}…", "é".repeat(999)));
    assert_eq!(email["contenu"].as_str().unwrap().chars().count(), 200_000);
    // The repetition is recognised.
    assert_eq!(scene.call_back(body).await.expect(200).body["dejaTraite"], true);
}

#[tokio::test]
async fn a_link_is_kept_as_a_browser_opens_it() {
    let scene = Scene::new().await;
    let id = DEVIS.deliver(&scene).await;
    let mut body = DEVIS.success(id);
    body["lienDevis"] = json!("HTTPS://Drive.Google.com/été");
    scene.call_back(body).await.expect(200);
    assert_eq!(scene.action(id).await["resultat"]["lienDevis"], "https://drive.google.com/%C3%A9t%C3%A9");
}

#[tokio::test]
async fn an_email_that_an_action_sent_and_the_mailbox_then_reads_is_there_once() {
    let scene = Scene::new().await;
    let id = EMAIL.deliver(&scene).await;
    let mut body = EMAIL.success(id);
    body["messageId"] = json!("<Abc@ecole.example>");
    scene.call_back(body).await.expect(200);
    let read_back = json!({ "sens": "SORTANT", "expediteur": "admissions@ecole.example",
        "destinataire": "marie@exemple.fr", "messageId": "abc@ecole.example" });
    scene.n8n.post(&format!("/api/prospects/{}/emails", scene.prospect), read_back).await.expect(200);
}

#[tokio::test]
async fn a_refused_callback_is_told_at_once_in_the_story_and_in_the_journal() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let mut body = success(id, "undefined");
    body["lienDossierDrive"] = json!("http://drive.google.com/1");
    scene.call_back(body.clone()).await.expect_problem(422, "VALIDATION");
    let reason = "numeroDossier : Une expression du workflow n’a pas été remplie. \
                  lienDossierDrive : Le lien doit commencer par https://.";
    let told = ("RAPPEL_REFUSE".to_owned(), reason.to_owned());
    assert_eq!(story(&scene, id).await.last(), Some(&told));
    let entries = journal(&scene).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["messageErreur"], format!("Rappel refusé : {reason}"));
    assert_eq!((&entries[0]["idConversion"], &entries[0]["nomWorkflow"]), (&json!(id), &json!("wf1")));
    assert_eq!(entries[0]["severite"], "WARNING");
    // A repetition of n8n is not reported again.
    scene.call_back(body).await.expect_problem(422, "VALIDATION");
    assert_eq!(journal(&scene).await.len(), 1);
    // Another reason is reported.
    scene.call_back(json!({ "idConversion": id, "success": true })).await.expect_problem(422, "VALIDATION");
    assert_eq!(journal(&scene).await.len(), 2);
    assert_eq!(scene.statut(id).await, "EN_COURS");
    scene.succeed(id, "DUMI05112026").await;
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_body_that_can_not_be_used_is_told_of_the_action_that_it_names() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    for (text, status) in [
        (format!(r#"{{"idConversion":{id},"success":true,"numeroDossier":"coup"#), 400),
        (format!(r#"{{"idConversion":"{id}","success":"peut-être"}}"#), 422),
        (format!(r#"{{"idConversion":{id},"contenu":"{}"}}"#, "x".repeat(3 * 1024 * 1024)), 413),
    ] {
        let answer = scene.n8n.post_text(COMPLETE, text).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        let (event, detail) = story(&scene, id).await.pop().unwrap();
        assert_eq!(event, "RAPPEL_REFUSE");
        assert!(detail.contains(answer.body["detail"].as_str().unwrap()), "{detail}");
        let entry = &journal(&scene).await[0];
        assert_eq!(
            (&entry["idConversion"], &entry["messageErreur"]),
            (&json!(id), &json!(format!("Rappel refusé : {detail}")))
        );
    }
    // Without a known action, nothing is reported.
    let before = snapshot(&scene.app.db).await;
    scene.n8n.post_text(COMPLETE, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    scene.n8n.post_text(COMPLETE, r#"{"idConversion":424242,"#).await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_contradiction_is_told_in_the_story_and_counted() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    for _ in 0..2 {
        scene.call_back(failure(id)).await.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    }
    let refusals: Vec<_> =
        story(&scene, id).await.into_iter().filter(|(event, _)| event == "RAPPEL_REFUSE").collect();
    let reason = "Cette action s’est déjà terminée par un autre résultat.";
    assert_eq!(refusals, [("RAPPEL_REFUSE".to_owned(), reason.to_owned())]);
    assert_eq!(journal(&scene).await.len(), 1);
}

#[tokio::test]
async fn a_callback_with_a_parameter_that_nobody_knows_is_refused_and_told() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let path = format!("{COMPLETE}?source=n8n");
    scene.n8n.post(&path, success(id, "DUMI05112026")).await.expect_problem(400, "REQUETE_INVALIDE");
    let told = "Le paramètre « source » n’existe pas à cette adresse, qui accepte : aucun.";
    let (_, last) = story(&scene, id).await.pop().unwrap();
    let entry = &journal(&scene).await[0]["messageErreur"];
    assert!(last.contains(told) && entry.as_str().unwrap().contains(told), "{last} {entry}");
}

#[tokio::test]
async fn after_the_deadline_the_failure_says_that_a_callback_came_and_why_it_was_refused() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.call_back(json!({ "idConversion": id, "success": true })).await.expect_problem(422, "VALIDATION");
    scene.app.advance(TimeDelta::minutes(15));
    assert_eq!(scene.app.expire().await, 1);
    let action = scene.action(id).await;
    let message = action["messageErreur"].as_str().unwrap();
    assert!(
        message.starts_with("n8n a répondu, mais son rappel a été refusé : numeroDossier : "),
        "{message}"
    );
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], "Échec : conversion en candidat");
    assert!(!told.to_string().contains("n’a pas répondu"), "{told}");
    let (event, detail) = story(&scene, id).await.pop().unwrap();
    assert_eq!((event.as_str(), detail.contains("Aucun rappel de n8n n’a pu être pris")), ("ECHEANCE", true));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_refusal_that_can_not_be_written_changes_no_answer() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    crate::support::data::refuse_inserts(&scene.app.db, "conversions_journal").await;
    let body = json!({ "idConversion": id, "success": true });
    scene.call_back(body).await.expect_field("numeroDossier", "CHAMP_REQUIS");
}

//! Tests of actions on people on the opposition list: they are refused unless the person asked for contact.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::invariants::assert_invariants;
use super::scene::{CONVERT, Scene, conversion, count, id_of, row};
use crate::rgpd::person::KEY;
use crate::support::app::TestApp;
use crate::support::client::Answer;

/// The person's request for contact, in an admin's words.
const WISH: &str = "courriel du 12/11";

/// Creates a scene and a person with an address and a number.
async fn scene_with_somebody() -> (Scene, String) {
    let scene = Scene::with(TestApp::setup().set("RGPD_HMAC_KEY", KEY)).await;
    let person = json!({ "nom": "Nguyen", "email": "marie@exemple.example", "telephone": "06 39 98 12 34" });
    let id = scene.admin.post("/api/prospects", person).await.expect(201).body["idProspect"].clone();
    (scene, id.as_str().unwrap().to_owned())
}

async fn oppose(scene: &Scene, coordinate: Value) {
    scene.admin.post("/api/rgpd/oppositions", coordinate).await.expect(201);
}

/// Requests an action that contacts the person.
async fn contact(scene: &Scene, id: &str, verb: &str, wish: Option<&str>) -> Answer {
    let mut body = match verb {
        "send-dossier" => json!({}),
        _ => json!({ "typeEmail": "RELANCE" }),
    };
    if let Some(wish) = wish {
        body["demandeDeLaPersonne"] = json!(wish);
    }
    scene.admin.post(&format!("/api/prospects/{id}/{verb}"), body).await
}

async fn possible(scene: &Scene, id: &str, type_action: &str) -> Value {
    let record = scene.admin.get(&format!("/api/prospects/{id}")).await;
    let all = record.expect(200).body["actionsPossibles"].as_array().unwrap().clone();
    all.into_iter().find(|one| one["typeAction"] == type_action).unwrap()
}

#[tokio::test]
async fn an_opposed_person_is_contacted_by_no_button() {
    for opposed in [json!({ "email": "marie@exemple.example" }), json!({ "telephone": "06/39/98/12/34" })] {
        let (scene, id) = scene_with_somebody().await;
        oppose(&scene, opposed).await;
        for (verb, type_action) in [("send-dossier", "ENVOYER_DOSSIER"), ("send-email", "ENVOYER_EMAIL")] {
            for wish in [None, Some(" "), Some("\u{3164}\u{200B}")] {
                let answer = contact(&scene, &id, verb, wish).await;
                answer.expect_problem(409, "OPPOSITION");
                let entry = possible(&scene, &id, type_action).await;
                assert_eq!((&entry["active"], &entry["demandeRequise"]), (&json!(false), &json!(true)));
                assert_eq!(entry["motif"], answer.body["detail"], "told in the same words");
            }
        }
        assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 0);
        // These actions contact nobody.
        for type_action in ["GENERER_DEVIS", "CONVERTIR_CANDIDAT"] {
            let entry = possible(&scene, &id, type_action).await;
            assert_eq!(
                (&entry["active"], &entry["demandeRequise"]),
                (&json!(true), &json!(false)),
                "{entry}"
            );
        }
        scene.admin.post(&format!("/api/prospects/{id}/generate-devis"), json!({})).await.expect(202);
        scene.admin.post(CONVERT, conversion(&id)).await.expect(202);
    }
}

#[tokio::test]
async fn an_opposed_address_that_is_typed_is_refused_as_well() {
    let (scene, id) = scene_with_somebody().await;
    oppose(&scene, json!({ "email": "autre@exemple.example" })).await;
    let path = format!("/api/prospects/{id}/send-dossier");
    for typed in ["autre@exemple.example", " Autre+salon@Exemple.example"] {
        let answer = scene.admin.post(&path, json!({ "email": typed })).await;
        answer.expect_problem(409, "OPPOSITION");
        assert_eq!(answer.body["champs"], json!(["emails"]));
    }
    assert_eq!(possible(&scene, &id, "ENVOYER_DOSSIER").await["active"], true);
    scene.admin.post(&path, json!({ "email": "encore@exemple.example" })).await.expect(202);
}

#[tokio::test]
async fn who_asked_again_is_contacted_and_the_fact_is_written_down() {
    let (scene, id) = scene_with_somebody().await;
    oppose(&scene, json!({ "email": "marie@exemple.example" })).await;
    for verb in ["send-dossier", "send-email"] {
        let asked =
            id_of(contact(&scene, &id, verb, Some(&format!("\u{2800}{WISH}\u{200B}"))).await.expect(202));
        let action = scene.action(asked).await;
        assert_eq!(action["parametres"]["demandeDeLaPersonne"], WISH);
        let told = "Demandée par Sophie Martin, malgré l’opposition du 05/11/2026, à la demande de la personne : courriel du 12/11";
        assert_eq!(action["journal"][0]["detail"], told);
        let audit = scene.admin.get(&format!("/api/prospects/{id}/audit")).await;
        let entries = audit.expect(200).body["data"].as_array().unwrap().clone();
        let entry = entries.iter().find(|entry| entry["idConversion"] == asked).unwrap();
        assert_eq!(
            (&entry["operation"], &entry["auteur"]),
            (&json!("ACTION_DEMANDEE"), &json!("Sophie Martin"))
        );
        assert_eq!(entry["champs"], json!(["demandeDeLaPersonne"]));
    }
    assert_eq!(scene.app.dispatch().await.calls, 2);
    let other =
        id_of(scene.admin.post(&format!("/api/prospects/{id}/generate-devis"), json!({})).await.expect(202));
    let champs =
        format!("SELECT jsonb_agg(champs)::text AS text FROM audit_prospects WHERE id_conversion = {other}");
    assert_eq!(row(&scene.app.db, &champs).await, json!([[]]));
}

#[tokio::test]
async fn a_failed_action_of_somebody_who_opposed_since_is_not_taken_up_again_unasked() {
    for verb in ["send-dossier", "send-email"] {
        let (scene, id) = scene_with_somebody().await;
        let asked = id_of(contact(&scene, &id, verb, Some(WISH)).await.expect(202));
        scene.app.dispatch().await;
        scene.fail(asked).await;
        oppose(&scene, json!({ "telephone": "06 39 98 12 34" })).await;
        let relance = format!("/api/actions/{asked}/relance");
        // A request for contact from before the opposition is not accepted.
        scene.relance(asked).await.expect_problem(409, "OPPOSITION");
        let without_body = Answer::read(scene.admin.request(reqwest::Method::POST, &relance)).await;
        without_body.expect_problem(409, "OPPOSITION");
        let again = scene.admin.post(&relance, json!({ "demandeDeLaPersonne": "appel du 04/11" })).await;
        let again = scene.action(id_of(again.expect(202))).await;
        assert_eq!(again["parametres"]["demandeDeLaPersonne"], "appel du 04/11");
    }
}

#[tokio::test]
async fn a_wrong_wish_is_refused() {
    let (scene, id) = scene_with_somebody().await;
    let long = "é".repeat(201);
    contact(&scene, &id, "send-email", Some(&long)).await.expect_field("demandeDeLaPersonne", "LONGUEUR");
    let asked = id_of(contact(&scene, &id, "send-email", None).await.expect(202));
    let relance = format!("/api/actions/{asked}/relance");
    scene
        .admin
        .post(&relance, json!({ "demandeDeLaPersonne": long }))
        .await
        .expect_field("demandeDeLaPersonne", "LONGUEUR");
    scene.admin.post(&relance, json!({ "demande": "x" })).await.expect_field("demande", "CHAMP_INCONNU");
}

#[tokio::test]
async fn nobody_is_contacted_while_the_list_cannot_be_read() {
    let (scene, id) = scene_with_somebody().await;
    oppose(&scene, json!({ "email": "autre@exemple.example" })).await;
    let Scene { app, .. } = scene;
    let app = TestApp::setup().start_on(app.stop().await);
    let admin = app.admin().await;
    let refused = admin.post(&format!("/api/prospects/{id}/send-dossier"), json!({})).await;
    refused.expect_problem(503, "SERVICE_INDISPONIBLE");
    let record = admin.get(&format!("/api/prospects/{id}")).await;
    let entry = &record.expect(200).body["actionsPossibles"][1];
    assert_eq!((&entry["active"], &entry["demandeRequise"]), (&json!(false), &json!(false)));
    assert_eq!(entry["motif"], refused.body["detail"]);
}

/// Adds the person to the opposition list after the request, then runs the dispatcher. Returns the action and the
/// number of calls to n8n.
async fn dispatch_after_opposition(scene: &Scene, asked: i64, opposed: Value) -> (Value, usize) {
    oppose(scene, opposed).await;
    scene.app.advance(TimeDelta::minutes(1));
    scene.app.dispatch().await;
    assert_invariants(&scene.app.db).await;
    (scene.action(asked).await, scene.app.n8n.calls().len())
}

#[tokio::test]
async fn a_call_that_waits_when_its_person_opposes_never_leaves() {
    for verb in ["send-dossier", "send-email"] {
        let (scene, id) = scene_with_somebody().await;
        let asked = id_of(contact(&scene, &id, verb, None).await.expect(202));
        let opposed = json!({ "telephone": "06 39 98 12 34" });
        let (action, calls) = dispatch_after_opposition(&scene, asked, opposed).await;
        assert_eq!(calls, 0);
        let now = contact(&scene, &id, verb, None).await;
        now.expect_problem(409, "OPPOSITION");
        assert_eq!((&action["statutAction"], &action["tentatives"]), (&json!("ERREUR"), &json!(0)));
        assert_eq!(action["messageErreur"], now.body["detail"], "told in the words that a click meets now");
        let entry = "SELECT jsonb_agg(jsonb_build_array(message_erreur, donnees_entree->>'code'))::text AS text FROM journal_erreurs";
        assert_eq!(row(&scene.app.db, entry).await, json!([[now.body["detail"], "OPPOSITION"]]));
    }
}

#[tokio::test]
async fn another_try_of_a_call_does_not_leave_once_its_person_opposes() {
    let (scene, id) = scene_with_somebody().await;
    scene.faults([Fault::status(503)]);
    let asked = id_of(contact(&scene, &id, "send-email", None).await.expect(202));
    scene.app.dispatch().await;
    assert_eq!(scene.action(asked).await["statutAction"], "EN_COURS");
    let opposed = json!({ "email": "marie@exemple.example" });
    let (action, calls) = dispatch_after_opposition(&scene, asked, opposed).await;
    assert_eq!((&action["statutAction"], calls), (&json!("ERREUR"), 1));
}

#[tokio::test]
async fn an_address_that_was_typed_and_opposes_before_the_call_gets_nothing() {
    let (scene, id) = scene_with_somebody().await;
    let typed = json!({ "email": "autre@exemple.example" });
    let asked = scene.admin.post(&format!("/api/prospects/{id}/send-dossier"), typed.clone()).await;
    let (action, calls) = dispatch_after_opposition(&scene, id_of(asked.expect(202)), typed).await;
    assert_eq!((&action["statutAction"], calls), (&json!("ERREUR"), 0));
}

#[tokio::test]
async fn a_call_leaves_when_the_person_asked_for_it_or_when_it_writes_to_nobody() {
    let opposed = || json!({ "email": "marie@exemple.example" });
    let (scene, id) = scene_with_somebody().await;
    let asked = id_of(contact(&scene, &id, "send-email", Some(WISH)).await.expect(202));
    let (action, calls) = dispatch_after_opposition(&scene, asked, opposed()).await;
    assert_eq!((&action["statutAction"], calls), (&json!("EN_COURS"), 1));
    let (scene, id) = scene_with_somebody().await;
    scene.admin.post(&format!("/api/prospects/{id}/generate-devis"), json!({})).await.expect(202);
    let asked = id_of(scene.ask(conversion(&id)).await.expect(202));
    let (action, calls) = dispatch_after_opposition(&scene, asked, opposed()).await;
    assert_eq!((&action["statutAction"], calls), (&json!("EN_COURS"), 2));
}

#[tokio::test]
async fn a_call_that_left_before_its_person_opposed_ends_as_n8n_says() {
    let (scene, id) = scene_with_somebody().await;
    let asked = id_of(contact(&scene, &id, "send-email", None).await.expect(202));
    scene.app.dispatch().await;
    let opposed = json!({ "email": "marie@exemple.example" });
    let (action, calls) = dispatch_after_opposition(&scene, asked, opposed).await;
    assert_eq!((&action["statutAction"], calls), (&json!("EN_COURS"), 1));
}

#[tokio::test]
async fn a_call_does_not_leave_while_the_list_cannot_be_read() {
    let (scene, id) = scene_with_somebody().await;
    oppose(&scene, json!({ "email": "autre@exemple.example" })).await;
    let asked = id_of(contact(&scene, &id, "send-email", None).await.expect(202));
    let app = TestApp::setup().start_on(scene.app.stop().await);
    app.dispatch().await;
    assert!(app.n8n.calls().is_empty());
    let action = app.admin().await.get(&format!("/api/actions/{asked}")).await.expect(200).body.clone();
    assert_eq!(action["statutAction"], "ERREUR");
    assert!(action["messageErreur"].as_str().unwrap().contains("RGPD_HMAC_KEY"), "{action}");
}

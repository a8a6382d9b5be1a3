//! Actions on people of the opposition list: refused unless they asked for contact.

use serde_json::{Value, json};

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
            for wish in [None, Some(" ")] {
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
        let asked = id_of(contact(&scene, &id, verb, Some(WISH)).await.expect(202));
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
        // A demand from before the opposition no longer counts.
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

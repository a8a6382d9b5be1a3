//! Conditions of an anonymisation, and the remaining record.

use reqwest::Method;
use serde_json::{Value, json};

use super::person::{ANONYMISE, anonymise, convert, scene_with_person};
use crate::actions::scene::{COMPLETE, Scene, count, id_of};
use crate::support::client::Answer;

async fn record(scene: &Scene, id: &str) -> Value {
    scene.admin.get(&format!("/api/prospects/{id}")).await.expect(200).body.clone()
}

#[tokio::test]
async fn what_is_left_is_a_record_without_anybody() {
    let (scene, id) = scene_with_person().await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let left = record(&scene, &id).await;
    assert_eq!((&left["nom"], &left["prenom"]), (&json!("Personne anonymisée"), &json!("")));
    for field in ["email", "telephone", "adresse", "codePostal", "ville", "resumeIa"] {
        assert_eq!(left[field], Value::Null, "{field}");
    }
    assert_eq!((&left["emails"], &left["telephones"]), (&json!([]), &json!([])));
    assert_eq!(left["dateAnonymisation"], "2026-11-05T09:00:00Z");
    assert_eq!(
        (&left["datePremierContact"], &left["nbEchanges"]),
        (&json!("2026-10-31T23:00:00Z"), &json!(1))
    );
    for possible in left["actionsPossibles"].as_array().unwrap() {
        assert_eq!(possible["active"], false, "{possible}");
        assert_eq!(possible["motif"], "Cette personne a été anonymisée.");
    }
}

#[tokio::test]
async fn a_search_does_not_find_it_and_the_list_shows_it() {
    let (scene, id) = scene_with_person().await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    for words in ["personne", "pe", "anonymisée", "quetzalcoatl", "zeph"] {
        let found = scene.admin.get(&format!("/api/prospects?recherche={words}")).await;
        assert_eq!(found.expect(200).body["data"], json!([]), "{words}");
    }
    let list = scene.admin.get("/api/prospects?statut=NOUVEAU").await;
    assert_eq!(list.expect(200).body["data"][0]["nom"], "Personne anonymisée");
}

#[tokio::test]
async fn nothing_can_be_done_with_it_any_more() {
    let (scene, id) = scene_with_person().await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    let at = |path: &str| format!("/api/prospects/{id}/{path}");
    let gone = "PERSONNE_ANONYMISEE";
    scene.admin.post(&at("send-dossier"), json!({})).await.expect_problem(409, gone);
    scene.admin.post(&at("generate-devis"), json!({})).await.expect_problem(409, gone);
    scene.admin.post(&at("send-email"), json!({ "typeEmail": "RELANCE" })).await.expect_problem(409, gone);
    scene.ask(json!({ "idProspect": id, "formationRetenue": "CAP_BJ" })).await.expect_problem(409, gone);
    let email =
        json!({ "sens": "ENTRANT", "expediteur": "z@exemple.example", "destinataire": "a@ecole.example" });
    scene.n8n.post(&at("emails"), email).await.expect_problem(409, gone);
    let change = scene.admin.request(Method::PATCH, &format!("/api/prospects/{id}")).header("if-match", "*");
    Answer::read(change.json(&json!({ "nom": "Quetzalcoatl" }))).await.expect_problem(409, gone);
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 0);
}

#[tokio::test]
async fn who_writes_again_is_somebody_new() {
    let (scene, id) = scene_with_person().await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    assert_ne!(super::person::add(&scene).await, id);
}

#[tokio::test]
async fn n8n_that_answers_late_brings_nothing_back() {
    let (scene, id) = scene_with_person().await;
    let body = json!({ "typeEmail": "INFORMATION", "message": "Bonjour" });
    let asked = id_of(scene.admin.post(&format!("/api/prospects/{id}/send-email"), body).await.expect(202));
    scene.app.dispatch().await;
    scene.app.advance(chrono::TimeDelta::minutes(15));
    assert_eq!(scene.app.expire().await, 1);
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let late =
        json!({ "idConversion": asked, "success": true, "objet": "Bonjour Zéphirine", "contenu": "…" });
    let answer = scene.n8n.post(COMPLETE, late).await;
    assert_eq!(answer.expect(200).body["dejaTraite"], true);
    assert_eq!(record(&scene, &id).await["nbEchanges"], 1);
    scene.relance(asked).await.expect_problem(409, "PERSONNE_ANONYMISEE");
    let action = scene.action(asked).await;
    assert_eq!((&action["relancable"], &action["resultat"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn nobody_is_anonymised_while_an_action_runs() {
    let (scene, id) = scene_with_person().await;
    let asked =
        id_of(scene.admin.post(&format!("/api/prospects/{id}/generate-devis"), json!({})).await.expect(202));
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ACTION_EN_COURS"]);
    assert_eq!(record(&scene, &id).await["nom"], "Quetzalcoatl");
    scene.app.dispatch().await;
    scene.fail(asked).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
}

#[tokio::test]
async fn a_candidate_is_anonymised_on_their_own_demand_alone() {
    let (scene, id) = scene_with_person().await;
    convert(&scene, &id).await;
    for motif in ["RETENTION", "OPPOSITION"] {
        assert_eq!(anonymise(&scene, &[&id], motif).await, ["CANDIDAT"]);
    }
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let candidat = scene.admin.get("/api/candidats").await.expect(200).body["data"][0].clone();
    assert_eq!(
        (&candidat["nom"], &candidat["lienDossierDrive"]),
        (&json!("Personne anonymisée"), &Value::Null)
    );
    assert_eq!(candidat["numeroDossier"], format!("ANONYME-{}", candidat["idCandidat"]));
}

#[tokio::test]
async fn retention_is_a_reason_only_when_its_time_is_over() {
    let (scene, id) = scene_with_person().await;
    assert_eq!(anonymise(&scene, &[&id], "RETENTION").await, ["NON_ECHUE"]);
    scene.app.advance(chrono::TimeDelta::days(3 * 366));
    scene.admin.login("sophie@ecole.example", crate::support::data::PASSWORD).await;
    assert_eq!(due(&scene).await, [id.clone(), scene.prospect.clone()].into());
    assert_eq!(anonymise(&scene, &[&id], "RETENTION").await, ["ANONYMISEE"]);
    assert_eq!(due(&scene).await, [scene.prospect.clone()].into());
}

async fn due(scene: &Scene) -> std::collections::BTreeSet<String> {
    let answer = scene.admin.get("/api/rgpd/echeances").await;
    let rows = answer.expect(200).body["data"].as_array().unwrap();
    rows.iter().map(|row| row["idProspect"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_is_told_apart_and_a_second_time_changes_nothing() {
    let (scene, id) = scene_with_person().await;
    let asked = ["PROS_999", id.as_str(), id.as_str()];
    assert_eq!(anonymise(&scene, &asked, "DEMANDE").await, ["INTROUVABLE", "ANONYMISEE", "DEJA_ANONYMISEE"]);
    let version = record(&scene, &id).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["DEJA_ANONYMISEE"]);
    assert_eq!(record(&scene, &id).await, version);
}

#[tokio::test]
async fn two_at_once_anonymise_once() {
    let (scene, id) = scene_with_person().await;
    let attempt = async || anonymise(&scene, &[&id], "DEMANDE").await.remove(0);
    let (one, other) = futures_util::join!(attempt(), attempt());
    let mut both = [one, other];
    both.sort_unstable();
    assert_eq!(both, ["ANONYMISEE", "DEJA_ANONYMISEE"]);
    assert_eq!(count(&scene.app.db, "audit_prospects WHERE operation = 'ANONYMISATION'").await, 1);
}

#[tokio::test]
async fn a_wrong_request_is_refused_and_changes_nothing() {
    let (scene, id) = scene_with_person().await;
    let many: Vec<String> = (0..101).map(|n| format!("PROS_{n}")).collect();
    for (body, champ, code) in [
        (json!({ "ids": [], "motif": "DEMANDE" }), "ids", "LONGUEUR"),
        (json!({ "ids": many, "motif": "DEMANDE" }), "ids", "LONGUEUR"),
        (json!({ "ids": [id] }), "motif", "CHAMP_REQUIS"),
        (json!({ "ids": [id], "motif": "ENVIE" }), "motif", "VALEUR_INCONNUE"),
        (json!({ "ids": ["12"], "motif": "DEMANDE" }), "ids[0]", "TYPE_INVALIDE"),
        (json!({ "ids": [id], "motif": "DEMANDE", "tout": true }), "tout", "CHAMP_INCONNU"),
    ] {
        scene.admin.post(ANONYMISE, body).await.expect_field(champ, code);
    }
    scene.admin.post_text(ANONYMISE, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(record(&scene, &id).await["nom"], "Quetzalcoatl");
}

#[tokio::test]
async fn the_trace_says_who_anonymised_and_why() {
    let (scene, id) = scene_with_person().await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    let trace = scene.admin.get(&format!("/api/prospects/{id}/audit")).await;
    let last = &trace.expect(200).body["data"][0];
    assert_eq!((&last["operation"], &last["champs"]), (&json!("ANONYMISATION"), &json!(["DEMANDE"])));
    assert_eq!(last["auteur"], "Sophie Martin");
}

#[tokio::test]
async fn an_anonymisation_that_cannot_be_written_down_is_not_made() {
    let (scene, id) = scene_with_person().await;
    crate::support::data::refuse_inserts(&scene.app.db, "audit_prospects").await;
    let body = json!({ "ids": [id], "motif": "DEMANDE" });
    scene.admin.post(ANONYMISE, body).await.expect_problem(500, "ERREUR_INTERNE");
    assert_eq!(count(&scene.app.db, "prospects WHERE nom = 'Quetzalcoatl'").await, 1);
}

#[tokio::test]
async fn pages_that_show_the_record_are_told() {
    let (scene, id) = scene_with_person().await;
    let mut stream = crate::support::stream::Stream::open(&scene.admin).await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    assert_eq!(stream.next_of("prospect").await.data["idProspect"], id);
}

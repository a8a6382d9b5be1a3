//! Personal export: all data of one person, and no data of others.

use std::collections::BTreeSet;

use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Value, json};

use super::person::{WORDS, live, scene_with_person};
use crate::actions::scene::Scene;
use crate::support::client::Answer;
use crate::support::data;

async fn export(scene: &Scene, id: &str) -> Answer {
    scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await
}

#[tokio::test]
async fn every_trace_of_a_person_is_in_their_file() {
    let (scene, id) = scene_with_person().await;
    live(&scene, &id).await;
    let answer = export(&scene, &id).await;
    let whole = answer.expect(200).body.to_string().to_lowercase();
    for word in WORDS {
        assert!(whole.contains(&word.to_lowercase()), "{word}");
    }
    assert!(!whole.contains("dumitru"), "somebody else");
    assert_eq!(answer.headers[CONTENT_TYPE], "application/json");
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
    let file = format!("attachment; filename=\"donnees-personnelles-{id}.json\"");
    assert_eq!(answer.headers[CONTENT_DISPOSITION], file.as_str());
}

#[tokio::test]
async fn every_table_that_refers_to_a_prospect_is_in_the_file() {
    let (scene, id) = scene_with_person().await;
    let sql = "WITH RECURSIVE refers AS (
            SELECT 'prospects'::regclass::oid AS id
            UNION SELECT conrelid FROM pg_constraint JOIN refers ON confrelid = refers.id WHERE contype = 'f'
        )
        SELECT jsonb_agg(DISTINCT t)::text AS text FROM (SELECT id::regclass::text FROM refers
            UNION SELECT table_name::text FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name IN ('id_prospect', 'id_conversion', 'id_candidat')) AS all_of_them (t)";
    let tables: BTreeSet<String> = serde_json::from_str(&scene.app.db.text(sql).await.unwrap()).unwrap();
    assert!(tables.len() >= 7, "{tables:?}");
    let answer = export(&scene, &id).await;
    let given: BTreeSet<&String> = answer.expect(200).body["donnees"].as_object().unwrap().keys().collect();
    let camel_case = |table: &String| prospects_api::camel_case::camel_case(table).into_owned();
    // Hashes of entries that the file contains in full.
    let derived = "journal_reperes";
    for table in tables.iter().filter(|table| *table != derived).map(camel_case) {
        assert!(given.contains(&table), "{table}: {given:?}");
    }
    assert!(given.contains(&"notifications".to_owned()));
}

#[tokio::test]
async fn a_row_is_given_whole_with_the_names_of_the_contract() {
    let (scene, id) = scene_with_person().await;
    let answer = export(&scene, &id).await;
    let record = &answer.expect(200).body["donnees"]["prospects"][0];
    assert_eq!((&record["idProspect"], &record["codePostal"]), (&json!(id), &json!("97777")));
    let email = &answer.body["donnees"]["historiqueEmails"][0];
    assert_eq!(email["messageId"], "<msg-salsifis@exemple.example>");
    assert_eq!(
        (&answer.body["idProspect"], &answer.body["dateExport"]),
        (&json!(id), &json!("2026-11-05T09:00:00Z"))
    );
}

#[tokio::test]
async fn the_file_tells_of_its_own_making() {
    let (scene, id) = scene_with_person().await;
    let first = export(&scene, &id).await;
    let told = |answer: &Answer| {
        let entries = answer.expect(200).body["donnees"]["auditProspects"].as_array().unwrap().clone();
        entries.iter().filter(|entry: &&Value| entry["operation"] == "EXPORT_PERSONNE").count()
    };
    assert_eq!(told(&first), 1);
    assert_eq!(told(&export(&scene, &id).await), 2);
}

#[tokio::test]
async fn an_unknown_person_has_no_file_and_a_file_that_cannot_be_written_down_is_not_given() {
    let (scene, id) = scene_with_person().await;
    export(&scene, "PROS_999").await.expect_problem(404, "INTROUVABLE");
    export(&scene, "bonjour").await.expect_problem(404, "INTROUVABLE");
    data::refuse_inserts(&scene.app.db, "audit_prospects").await;
    export(&scene, &id).await.expect_problem(500, "ERREUR_INTERNE");
}

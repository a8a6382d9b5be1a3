//! Traces of a person who was a candidate and became a prospect again.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use super::person::{anonymise, convert, scene_with_person};
use super::traces::search;
use crate::actions::scene::Scene;

/// Words of the file that the person had as a candidate.
const FILE: [&str; 3] = ["QUET05112026", "dossier-muscade", "Quetzalcoatl"];
/// The migration that clears the notifications which an anonymisation left before.
const CLEAR: &str = include_str!(
    "../../../../../migrations/2026-12-12-100001_clear_notifications_of_former_candidats/up.sql"
);

/// Creates a scene with a person who was converted and became a prospect again.
async fn scene_with_former_candidate() -> (Scene, String) {
    let (scene, id) = scene_with_person().await;
    convert(&scene, &id).await;
    scene.admin.post("/api/candidats/1/retour-prospect", json!({})).await.expect(204);
    (scene, id)
}

/// Leaves texts that name the person by the file number or the Drive link only.
async fn cite_the_file(scene: &Scene) {
    for message in ["Dossier QUET05112026 introuvable", "Rien dans https://drive.example/dossier-muscade"] {
        let report = json!({ "nomWorkflow": "Tri", "messageErreur": message });
        scene.n8n.post("/api/journal-erreurs", report).await.expect(201);
    }
    let view = json!({ "nom": "Revoir QUET05112026", "requete": "statut=QUALIFIE", "portee": "EQUIPE" });
    scene.admin.post("/api/vues", view).await.expect(201);
    let lot = json!({ "type": "EMAIL_RELANCE", "ids": [scene.prospect],
        "parametres": { "message": "Suite du dossier QUET05112026" } });
    scene.admin.post("/api/lots", lot).await.expect(201);
}

#[tokio::test]
async fn the_traces_of_a_former_candidate_are_given_with_the_record() {
    let (scene, id) = scene_with_former_candidate().await;
    cite_the_file(&scene).await;
    let answer = scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    let held = &answer.expect(200).body["donnees"];
    let links: Vec<_> =
        held["notifications"].as_array().unwrap().iter().map(|row| &row["lienAction"]).collect();
    assert!(links.contains(&&json!("/admin/candidats/1")), "{links:?}");
    for (table, rows) in [("journalErreurs", 2), ("vues", 1), ("lots", 1)] {
        assert_eq!(held[table].as_array().unwrap().len(), rows, "{table}");
    }
}

#[tokio::test]
async fn nothing_of_an_anonymised_former_candidate_is_left_in_any_table() {
    let (scene, id) = scene_with_former_candidate().await;
    cite_the_file(&scene).await;
    let before = search(&scene.app.db, &FILE).await;
    assert!(before["'QUET05112026'"].len() >= 5, "{before:?}");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let after = search(&scene.app.db, &FILE).await;
    assert!(after.values().all(Vec::is_empty), "{after:?}");
}

#[tokio::test]
async fn notifications_that_an_anonymisation_left_before_are_cleared_by_migrate() {
    let (scene, id) = scene_with_former_candidate().await;
    let left = "UPDATE notifications SET message = 'Zéphirine Quetzalcoatl · dossier QUET05112026.'
        WHERE lien_action = '/admin/candidats/1'";
    let told = "SELECT message AS text FROM notifications WHERE lien_action = '/admin/candidats/1'";
    let clear = async || scene.app.db.connect().await.batch_execute(CLEAR).await.unwrap();
    clear().await;
    assert_eq!(scene.app.db.texts(told).await, ["Zéphirine Quetzalcoatl · dossier QUET05112026."]);
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    scene.app.db.execute(left).await;
    clear().await;
    assert_eq!(scene.app.db.texts(told).await, ["Contenu effacé : la personne a été anonymisée."]);
}

//! An anonymisation beside the workers that write names.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use prospects_api::actions::expire_offers;
use prospects_api::lots::run_next;
use serde_json::json;

use super::person::{anonymise, scene_with_person};
use super::traces::search;
use crate::actions::scene::Scene;
use crate::intake::coordinates::waiting;
use crate::liste_attente::places::{fill_one_seat, wait};
use crate::lots::{people, rehearse};
use crate::support::scene::ONE_SEAT;

/// Holds back whoever writes notifications, until the transaction ends.
async fn hold_notifications(scene: &Scene) -> AsyncPgConnection {
    let mut obstacle = scene.app.db.connect().await;
    obstacle.batch_execute("BEGIN; LOCK TABLE notifications IN SHARE MODE").await.unwrap();
    obstacle
}

#[tokio::test]
async fn an_offer_that_is_being_written_to_the_person_is_erased() {
    let (scene, id) = scene_with_person().await;
    fill_one_seat(&scene).await;
    wait(&scene.admin, ONE_SEAT, &id).await.expect(201);
    scene.app.db.execute("UPDATE sessions SET capacite = 2 WHERE id_session = 2").await;
    let mut obstacle = hold_notifications(&scene).await;
    let anonymised = async {
        // The offer has read the name and is not committed.
        waiting(&scene.app, 1).await;
        anonymise(&scene, &[&id], "DEMANDE").await
    };
    let freed = async {
        waiting(&scene.app, 2).await;
        obstacle.batch_execute("COMMIT").await.unwrap();
    };
    let (offered, anonymised, ()) = tokio::join!(expire_offers(&scene.app.state), anonymised, freed);
    assert_eq!((offered.unwrap(), anonymised), (0, vec!["ANONYMISEE".to_owned()]));
    let offers = "SELECT message AS text FROM notifications WHERE titre = 'Une place s’est libérée'";
    assert_eq!(scene.app.db.texts(offers).await, ["Contenu effacé : la personne a été anonymisée."]);
    let left = search(&scene.app.db, &["Quetzalcoatl"]).await;
    assert!(left.values().all(Vec::is_empty), "{left:?}");
}

#[tokio::test]
async fn a_bulk_change_that_names_the_person_waits_for_the_anonymisation_and_goes_on() {
    let (scene, id) = scene_with_person().await;
    let rows = [vec![id.clone()], people(&scene.app.db, 1).await].concat();
    let touch = json!({ "relanceLe": "2026-11-12", "relanceObjet": "Devis de Mme Quetzalcoatl" });
    let lot = rehearse(&scene.admin, "RELANCE", touch, &rows).await;
    let path = format!("/api/lots/{}", lot["idLot"]);
    scene.admin.post(&format!("{path}/lancement"), json!({})).await.expect(202);
    let mut obstacle = hold_notifications(&scene).await;
    let worker = async {
        // The anonymisation holds the record.
        waiting(&scene.app, 1).await;
        let ran = run_next(&scene.app.state, &mut None).await.unwrap();
        obstacle.batch_execute("COMMIT").await.unwrap();
        ran
    };
    let ids = [id.as_str()];
    let (anonymised, ran) = tokio::join!(anonymise(&scene, &ids, "DEMANDE"), worker);
    assert_eq!((anonymised, ran), (vec!["ANONYMISEE".to_owned()], false));
    while run_next(&scene.app.state, &mut None).await.unwrap() {}
    let done = scene.admin.get(&path).await.expect(200).body.clone();
    assert_eq!(done["etat"], "TERMINE");
    assert_eq!(done["resultats"], json!({ "CHANGE": 1, "FAIT": 1 }));
    assert_eq!(done["parametres"]["relanceObjet"], json!(null));
}

//! The log holds no personal data.

use super::person::{WORDS, anonymise, live, scene_with_person};
use crate::support::log;

#[tokio::test]
async fn nothing_of_a_person_is_logged_from_the_first_contact_to_the_anonymisation() {
    log::keep();
    let (scene, id) = scene_with_person().await;
    live(&scene, &id).await;
    scene.admin.get("/api/prospects?recherche=Quetzalcoatl").await.expect(200);
    scene
        .admin
        .get("/api/prospects/export?format=csv&recherche=zeph.quetzal@exemple.example")
        .await
        .expect(200);
    scene.admin.get("/api/zeph.quetzal@exemple.example").await.expect(404);
    anonymise(&scene, &[&id], "DEMANDE").await;
    let log = log::kept();
    for said in ["/api/rgpd/anonymisation", "webhook called", "action failed", "n8n reports an error"] {
        assert!(log.contains(said), "{said} was not logged: {log}");
    }
    // Digits alone may be anything: a duration, part of an identifier.
    let words: Vec<_> = WORDS.iter().filter(|word| word.contains(char::is_alphabetic)).collect();
    let told: Vec<_> = log.lines().filter(|line| words.iter().any(|word| line.contains(**word))).collect();
    assert!(told.is_empty(), "{told:#?}");
}

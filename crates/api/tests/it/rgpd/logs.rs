//! The log holds nothing of a person, at the verbosity of production.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::EnvFilter;

use super::person::{WORDS, anonymise, live, scene_with_person};

/// Whatever the instances of this process log from now on.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_of_a_person_is_logged_from_the_first_contact_to_the_anonymisation() {
    let subscriber = tracing_subscriber::fmt().with_env_filter(EnvFilter::new("info")).with_writer(|| Kept);
    subscriber.with_ansi(false).init();
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
    let log = String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    for said in ["/api/rgpd/anonymisation", "webhook called", "action failed", "n8n reports an error"] {
        assert!(log.contains(said), "{said} was not logged: {log}");
    }
    // Digits alone may be anybody's: a duration, part of an identifier.
    let words: Vec<_> = WORDS.iter().filter(|word| word.contains(char::is_alphabetic)).collect();
    let told: Vec<_> = log.lines().filter(|line| words.iter().any(|word| line.contains(**word))).collect();
    assert!(told.is_empty(), "{told:#?}");
}

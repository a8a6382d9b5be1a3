//! Search of the error journal.

use serde_json::json;

use super::rows::{add, found};
use crate::support::app::TestApp;

#[tokio::test]
async fn every_word_must_occur_in_workflow_node_or_message_whatever_its_case_and_accents() {
    let app = TestApp::start().await;
    let drive = add(
        &app.db,
        json!({ "nom_workflow": "Synchronisation Drive", "nom_noeud": "Créer le dossier",
            "message_erreur": "401 Invalid Credentials : jeton expiré" }),
    )
    .await;
    let mails = add(
        &app.db,
        json!({ "nom_workflow": "Tri des e-mails", "nom_noeud": null, "message_erreur": "550 5.1.1 User unknown",
            "donnees_entree": { "lieu": "Créteil" } }),
    )
    .await;
    let admin = app.admin().await;
    for (typed, expected) in [
        ("drive", &[drive][..]),
        ("DRIVE creer", &[drive]),
        ("expire synchro", &[drive]),
        ("jetons", &[]),
        ("drive unknown", &[]),
        ("550 5.1.1", &[mails]),
        ("e-mail", &[mails]),
        ("cre", &[drive]),
        ("créteil", &[]),
        ("i", &[mails, drive]),
        ("  ", &[mails, drive]),
    ] {
        let mut expected = expected.to_vec();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(found(&admin, &[("recherche", typed)]).await, expected, "{typed}");
    }
}

#[tokio::test]
async fn the_signs_of_like_are_plain_characters() {
    let app = TestApp::start().await;
    let percent = add(&app.db, json!({ "message_erreur": "Disque plein à 100 %" })).await;
    let underscore = add(&app.db, json!({ "message_erreur": "clé id_prospect absente" })).await;
    let backslash = add(&app.db, json!({ "message_erreur": "chemin C:\\temp" })).await;
    let admin = app.admin().await;
    for (typed, expected) in [
        ("%", &[percent][..]),
        ("_", &[underscore]),
        ("id_p", &[underscore]),
        ("d_sque", &[]),
        ("\\", &[backslash]),
        ("c:\\t", &[backslash]),
        ("%e%", &[]),
    ] {
        assert_eq!(found(&admin, &[("recherche", typed)]).await, expected, "{typed}");
    }
}

#[tokio::test]
async fn a_search_and_a_filter_both_hold() {
    let app = TestApp::start().await;
    let critique = add(&app.db, json!({ "severite": "CRITIQUE" })).await;
    add(&app.db, json!({ "severite": "INFO" })).await;
    let admin = app.admin().await;
    assert_eq!(found(&admin, &[("recherche", "quota"), ("severite", "CRITIQUE")]).await, [critique]);
}

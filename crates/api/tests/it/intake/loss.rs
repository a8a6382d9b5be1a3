//! The reason of a loss: every prospect with the statut `PERDU` has one, and nobody else.

use common::{MotifPerte, StatutProspect};
use diesel_async::SimpleAsyncConnection as _;
use serde_json::{Value, json};

use super::records::{
    add, added, change, change_any, etag_of, everything, id_of, marie, marie_with, path_of, read,
};
use crate::actions::scene::{Scene, id_of as id_of_action};
use crate::reading::rows;
use crate::rgpd::person::{anonymise, scene_with_person};
use crate::support::app::TestApp;
use crate::support::client::Answer;

/// The migrations that bring the reason, and what takes them back.
const UP: [&str; 2] = [
    include_str!("../../../../../migrations/2026-11-30-100000_add_motif_perte/up.sql"),
    include_str!("../../../../../migrations/2026-11-30-100001_fill_motif_perte/up.sql"),
];
const DOWN: &str = include_str!("../../../../../migrations/2026-11-30-100000_add_motif_perte/down.sql");

/// Returns the request that loses a prospect for this reason.
fn lose(motif: &Value) -> Value {
    json!({ "statutProspect": "PERDU", "motifPerte": motif })
}

/// Returns statut and reason in a response.
fn state(answer: &Answer) -> (Value, Value) {
    let body = &answer.expect(200).body;
    (body["statutProspect"].clone(), body["motifPerte"].clone())
}

#[tokio::test]
async fn a_prospect_is_lost_for_any_reason_of_the_list_and_the_answer_says_which() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    for motif in MotifPerte::ALL.iter().filter(|motif| motif.is_given()) {
        let answer = change_any(&admin, &id, lose(&json!(motif))).await;
        assert_eq!(state(&answer), (json!("PERDU"), json!(motif)));
        assert_eq!(read(&admin, &id).await.body, answer.body);
    }
}

#[tokio::test]
async fn a_loss_without_a_reason_is_422_and_says_what_is_missing() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    for client in [app.n8n_client(), app.admin().await] {
        for body in [json!({ "statutProspect": "PERDU" }), lose(&json!(null)), lose(&json!(""))] {
            let answer = change_any(&client, &id, body).await;
            answer.expect_field("motifPerte", "MOTIF_REQUIS");
        }
        let answer = add(&client, marie_with("statutProspect", json!("PERDU"))).await;
        answer.expect_field("motifPerte", "MOTIF_REQUIS");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_reason_goes_with_no_other_statut() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    let body = json!({ "motifPerte": "TROP_CHER" });
    change_any(&n8n, &id, body).await.expect_field("motifPerte", "MOTIF_INTERDIT");
    let open = |statut: &&StatutProspect| !matches!(statut, StatutProspect::Perdu | StatutProspect::Candidat);
    for statut in StatutProspect::ALL.iter().filter(open) {
        let body = json!({ "statutProspect": statut, "motifPerte": "TROP_CHER" });
        change_any(&n8n, &id, body.clone()).await.expect_field("motifPerte", "MOTIF_INTERDIT");
        let mut person = marie();
        person.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        add(&n8n, person).await.expect_field("motifPerte", "MOTIF_INTERDIT");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_record_sent_back_as_it_was_read_changes_nothing() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let open = json!({ "statutProspect": "NOUVEAU", "motifPerte": null });
    let first = etag_of(&read(&n8n, &id).await);
    assert_eq!(etag_of(&change_any(&n8n, &id, open).await), first);
    let lost = change_any(&n8n, &id, lose(&json!("HORS_CIBLE"))).await;
    for again in [lose(&json!("HORS_CIBLE")), json!({ "statutProspect": "PERDU" }), json!({ "ville": null })]
    {
        let answer = change_any(&n8n, &id, again).await;
        assert_eq!(state(&answer), (json!("PERDU"), json!("HORS_CIBLE")));
        assert_eq!(etag_of(&answer), etag_of(&lost));
    }
}

#[tokio::test]
async fn a_word_out_of_the_list_is_named() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    for word in ["trop_cher", "Trop cher", "PERDU"] {
        let answer = change_any(&n8n, &id, lose(&json!(word))).await;
        answer.expect_field("motifPerte", "VALEUR_INCONNUE");
    }
    for client in [app.n8n_client(), app.admin().await] {
        change_any(&client, &id, lose(&json!("NON_PRECISE")))
            .await
            .expect_field("motifPerte", "MOTIF_INTERDIT");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_prospect_who_comes_back_has_no_reason_any_more() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, lose(&json!("TROP_CHER"))).await.expect(200);
    let back = change_any(&admin, &id, json!({ "statutProspect": "A_RECONTACTER" })).await;
    assert_eq!(state(&back), (json!("A_RECONTACTER"), Value::Null));
    change_any(&admin, &id, json!({ "statutProspect": "PERDU" }))
        .await
        .expect_field("motifPerte", "MOTIF_REQUIS");
}

#[tokio::test]
async fn a_reason_can_be_corrected_and_not_emptied() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, lose(&json!("TROP_CHER"))).await.expect(200);
    let corrected = change_any(&admin, &id, json!({ "motifPerte": "AUTRE_ECOLE" })).await;
    assert_eq!(state(&corrected), (json!("PERDU"), json!("AUTRE_ECOLE")));
    let emptied = change_any(&admin, &id, json!({ "motifPerte": null })).await;
    emptied.expect_field("motifPerte", "MOTIF_REQUIS");
}

#[tokio::test]
async fn a_loss_from_an_older_version_is_412_and_changes_nothing() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let (id, stale) = (id_of(first.expect(201)), etag_of(&first));
    change(&n8n, &id, Some(&stale), json!({ "statutProspect": "QUALIFIE" })).await.expect(200);
    let before = everything(&app.db).await;
    let answer = change(&app.admin().await, &id, Some(&stale), lose(&json!("DOUBLON"))).await;
    answer.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn an_unknown_prospect_is_not_lost() {
    let app = TestApp::start().await;
    let answer = change_any(&app.admin().await, "PROS_999999", lose(&json!("DOUBLON"))).await;
    answer.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_writer_who_does_not_know_reasons_loses_a_prospect_without_one() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({ "emails": ["marie@exemple.fr"] })).await;
    app.db.execute("UPDATE prospects SET statut_prospect = 'PERDU'").await;
    let added = rows::add(&app.db, json!({ "statut_prospect": "PERDU", "emails": ["luc@exemple.fr"] })).await;
    let admin = app.admin().await;
    for id in [&id, &added] {
        assert_eq!(state(&read(&admin, id).await), (json!("PERDU"), json!("NON_PRECISE")));
    }
    // The record stays as it is, and can be sent back as it was read.
    let answer = change_any(&admin, &id, json!({ "motifPerte": "NON_PRECISE", "ville": "Brest" })).await;
    assert_eq!(state(&answer), (json!("PERDU"), json!("NON_PRECISE")));
    let answer = change_any(&admin, &id, json!({ "motifPerte": "PROJET_ABANDONNE" })).await;
    assert_eq!(state(&answer), (json!("PERDU"), json!("PROJET_ABANDONNE")));
    app.db.execute("UPDATE prospects SET statut_prospect = 'NOUVEAU'").await;
    assert_eq!(state(&read(&admin, &id).await), (json!("NOUVEAU"), Value::Null));
}

#[tokio::test]
async fn who_was_lost_before_reasons_existed_can_be_written_to_at_each_step_of_the_update() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({ "statut_prospect": "PERDU" })).await;
    let open = rows::add(&app.db, json!({ "statut_prospect": "QUALIFIE" })).await;
    let mut owner = app.db.connect().await;
    owner.batch_execute(DOWN).await.unwrap();
    for step in UP {
        // As an older version of the service does when an email arrives.
        owner.batch_execute("UPDATE prospects SET nb_echanges = nb_echanges + 1").await.unwrap();
        owner.batch_execute(step).await.unwrap();
    }
    let admin = app.admin().await;
    assert_eq!(state(&read(&admin, &id).await), (json!("PERDU"), json!("NON_PRECISE")));
    assert_eq!(state(&read(&admin, &open).await), (json!("QUALIFIE"), Value::Null));
}

#[tokio::test]
async fn an_action_that_brings_the_statut_on_removes_the_reason() {
    let scene = Scene::new().await;
    let id = scene.prospect.as_str();
    change_any(&scene.admin, id, lose(&json!("PLUS_DE_NOUVELLES"))).await.expect(200);
    let asked = scene.admin.post(&format!("{}/send-dossier", path_of(id)), json!({})).await;
    let action = id_of_action(asked.expect(202));
    scene.app.dispatch().await;
    scene.call_back(json!({ "idConversion": action, "success": true })).await.expect(200);
    assert_eq!(state(&read(&scene.admin, id).await), (json!("EN_ATTENTE_DOSSIER"), Value::Null));
}

#[tokio::test]
async fn a_new_prospect_may_come_as_lost_and_a_known_one_keeps_its_own_reason() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let mut person = marie();
    person.as_object_mut().unwrap().extend(lose(&json!("HORS_CIBLE")).as_object().unwrap().clone());
    let first = add(&n8n, person.clone()).await;
    assert_eq!(first.expect(201).body["motifPerte"], "HORS_CIBLE");
    person["motifPerte"] = json!("DOUBLON");
    let again = add(&n8n, person).await;
    assert_eq!(state(&again), (json!("PERDU"), json!("HORS_CIBLE")));
    assert_eq!(again.body["ignore"], json!(["motifPerte"]));
}

#[tokio::test]
async fn the_audit_names_the_statut_and_the_reason_that_changed() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, lose(&json!("TROP_CHER"))).await.expect(200);
    change_any(&admin, &id, json!({ "motifPerte": "AUTRE" })).await.expect(200);
    let entries = admin.get(&format!("{}/audit", path_of(&id))).await;
    let entries = entries.expect(200).body["data"].as_array().unwrap();
    let champs: Vec<_> = entries.iter().take(2).map(|entry| entry["champs"].clone()).collect();
    assert_eq!(champs, [json!(["motifPerte"]), json!(["statutProspect", "motifPerte"])]);
}

#[tokio::test]
async fn the_reason_says_nothing_of_the_person_and_survives_anonymisation() {
    let (scene, id) = scene_with_person().await;
    change_any(&scene.admin, &id, lose(&json!("FINANCEMENT_REFUSE"))).await.expect(200);
    let person = scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    assert_eq!(person.expect(200).body["donnees"]["prospects"][0]["motifPerte"], "FINANCEMENT_REFUSE");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!(state(&read(&scene.admin, &id).await), (json!("PERDU"), json!("FINANCEMENT_REFUSE")));
}

//! The next touch of a prospect and its owner: day, time and subject, its end, and the answers to it.

use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use super::records::{
    added, change, change_any, etag_of, everything, log, marie, path_of, read, received_with,
};
use crate::actions::scene::{Scene, id_of as id_of_action};
use crate::reading::rows;
use crate::rgpd::person::{anonymise, convert, scene_with_person};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

/// A Monday after the first day of the tests, which is Thursday 5 November 2026.
const MONDAY: &str = "2026-11-09";

/// Returns a touch with a time and a subject.
fn touch(day: &str) -> Value {
    json!({ "relanceLe": day, "relanceHeure": "14:30", "relanceObjet": "Rappel du devis" })
}

/// Returns day, time and subject in a response.
fn state(answer: &Answer) -> [Value; 3] {
    let body = &answer.expect(200).body;
    ["relanceLe", "relanceHeure", "relanceObjet"].map(|field| body[field].clone())
}

const NONE: [Value; 3] = [Value::Null, Value::Null, Value::Null];

/// Marks the touch as done, based on this version.
async fn done(client: &Client, id: &str, version: Option<&str>, body: Value) -> Answer {
    let path = format!("{}/relance/faite", path_of(id));
    let request = client.request(Method::POST, &path).json(&body);
    Answer::read(match version {
        Some(version) => request.header(IF_MATCH, version),
        None => request,
    })
    .await
}

/// Returns the operation and the fields of the last audit entry.
async fn last_entry(admin: &Client, id: &str) -> (Value, Value) {
    let entries = admin.get(&format!("{}/audit?limit=1", path_of(id))).await;
    let entry = entries.expect(200).body["data"][0].clone();
    (entry["operation"].clone(), entry["champs"].clone())
}

#[tokio::test]
async fn a_touch_is_set_changed_and_ended_and_the_audit_names_its_fields() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let set = change_any(&admin, &id, touch(MONDAY)).await;
    assert_eq!(state(&set), [json!(MONDAY), json!("14:30"), json!("Rappel du devis")]);
    assert_eq!(
        last_entry(&admin, &id).await,
        (json!("MODIFICATION"), json!(["relanceLe", "relanceHeure", "relanceObjet"]))
    );
    let moved = change_any(&admin, &id, json!({ "relanceLe": "2026-11-05", "relanceHeure": null })).await;
    assert_eq!(state(&moved), [json!("2026-11-05"), Value::Null, json!("Rappel du devis")]);
    let ended = change_any(&admin, &id, json!({ "relanceLe": null })).await;
    assert_eq!(state(&ended), NONE);
    assert_eq!(state(&read(&admin, &id).await), NONE);
}

#[tokio::test]
async fn a_day_without_school_becomes_the_next_open_one_and_the_answer_says_which_day_was_asked() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let closure = json!({ "libelle": "Noël", "dateDebut": "2026-12-21", "dateFin": "2026-12-31" });
    admin.post("/api/fermetures", closure).await.expect(201);
    for (asked, kept) in [
        ("2026-11-07", MONDAY),
        ("2026-11-08", MONDAY),
        ("2026-11-11", "2026-11-12"),
        ("2026-12-21", "2027-01-04"),
    ] {
        let set = change_any(&admin, &id, json!({ "relanceLe": asked })).await;
        assert_eq!(set.expect(200).body["relanceLe"], kept);
        let next = done(&admin, &id, Some("*"), json!({ "suite": { "relanceLe": asked } })).await;
        assert_eq!(
            (&next.expect(200).body["relanceLe"], &next.body["relanceDemandeeLe"]),
            (&json!(kept), &json!(asked))
        );
    }
}

#[tokio::test]
async fn a_wrong_touch_is_422_with_its_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let before = everything(&app.db).await;
    for (body, champ, code) in [
        (json!({ "relanceLe": "09/11/2026" }), "relanceLe", "DATE_INVALIDE"),
        (json!({ "relanceLe": "2026-11-04" }), "relanceLe", "DATE_PASSEE"),
        (json!({ "relanceLe": MONDAY, "relanceHeure": "24:00" }), "relanceHeure", "HEURE_INVALIDE"),
        (json!({ "relanceLe": MONDAY, "relanceObjet": "x".repeat(201) }), "relanceObjet", "LONGUEUR"),
        (json!({ "relanceObjet": "Rappel du devis" }), "relanceLe", "CHAMP_REQUIS"),
        (json!({ "relanceHeure": "14:30" }), "relanceLe", "CHAMP_REQUIS"),
        (json!({ "idResponsable": 999 }), "idResponsable", "RESPONSABLE_INCONNU"),
    ] {
        change_any(&admin, &id, body).await.expect_field(champ, code);
    }
    for (suite, champ, code) in [
        (json!({ "relanceLe": "demain" }), "suite.relanceLe", "DATE_INVALIDE"),
        (json!({ "relanceLe": "2026-11-04" }), "suite.relanceLe", "DATE_PASSEE"),
        (json!({ "relanceLe": MONDAY, "relanceHeure": "9:00" }), "suite.relanceHeure", "HEURE_INVALIDE"),
    ] {
        done(&admin, &id, Some("*"), json!({ "suite": suite })).await.expect_field(champ, code);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn an_overdue_touch_can_be_sent_back_as_it_was_read() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, touch(MONDAY)).await.expect(200);
    app.advance(TimeDelta::days(30));
    let admin = app.admin().await;
    let mut body = touch(MONDAY);
    body["ville"] = json!("Brest");
    assert_eq!(state(&change_any(&admin, &id, body).await)[0], MONDAY);
}

#[tokio::test]
async fn a_touch_that_is_done_is_followed_by_another_and_keeps_its_subject() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let version = etag_of(&change_any(&admin, &id, touch("2026-11-05")).await);
    let next = done(&admin, &id, Some(&version), json!({ "suite": { "relanceLe": MONDAY } })).await;
    assert_eq!(state(&next), [json!(MONDAY), Value::Null, json!("Rappel du devis")]);
    assert_eq!(next.body["relanceDemandeeLe"], Value::Null);
    assert_eq!(last_entry(&admin, &id).await, (json!("RELANCE_FAITE"), json!(["relanceLe", "relanceHeure"])));
    let over = done(&admin, &id, Some(&etag_of(&next)), json!({})).await;
    assert_eq!(state(&over), NONE);
    let empty = admin.request(Method::POST, &format!("{}/relance/faite", path_of(&id))).header(IF_MATCH, "*");
    assert_eq!(state(&Answer::read(empty).await), NONE);
}

#[tokio::test]
async fn a_second_click_on_done_is_412_and_changes_nothing() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let version = etag_of(&change_any(&admin, &id, touch("2026-11-05")).await);
    let body = json!({ "suite": { "relanceLe": MONDAY } });
    done(&admin, &id, Some(&version), body.clone()).await.expect(200);
    let before = everything(&app.db).await;
    done(&admin, &id, Some(&version), body.clone()).await.expect_problem(412, "VERSION_PERIMEE");
    done(&admin, &id, None, body.clone()).await.expect_problem(428, "CONDITION_REQUISE");
    done(&admin, "PROS_999", Some("*"), body).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_lost_prospect_has_no_touch_and_gets_none() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, touch(MONDAY)).await.expect(200);
    let lost = change_any(&admin, &id, json!({ "statutProspect": "PERDU", "motifPerte": "TROP_CHER" })).await;
    assert_eq!(state(&lost), NONE);
    assert_eq!(
        last_entry(&admin, &id).await.1,
        json!(["statutProspect", "motifPerte", "relanceLe", "relanceHeure", "relanceObjet"])
    );
    change_any(&admin, &id, touch(MONDAY)).await.expect_field("relanceLe", "RELANCE_INTERDITE");
    let next = done(&admin, &id, Some("*"), json!({ "suite": { "relanceLe": MONDAY } })).await;
    next.expect_field("suite.relanceLe", "RELANCE_INTERDITE");
}

#[tokio::test]
async fn a_writer_who_does_not_know_touches_ends_them_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let touched = json!({ "relance_le": MONDAY, "relance_heure": "09:00", "relance_objet": "Rappel" });
    let id = rows::add(&app.db, touched.clone()).await;
    let lost = rows::add(&app.db, {
        let mut row = touched;
        row["statut_prospect"] = json!("PERDU");
        row
    });
    assert_eq!(state(&read(&admin, &lost.await).await), NONE);
    app.db.execute("UPDATE prospects SET statut_prospect = 'PERDU'").await;
    assert_eq!(state(&read(&admin, &id).await), NONE);
}

#[tokio::test]
async fn a_conversion_ends_the_touch_in_its_own_transaction() {
    let scene = Scene::new().await;
    let id = scene.prospect.as_str();
    change_any(&scene.admin, id, touch(MONDAY)).await.expect(200);
    let body = json!({ "idProspect": id, "formationRetenue": "CAP_BJ" });
    let action = id_of_action(scene.ask(body).await.expect(202));
    scene.app.dispatch().await;
    let success = json!({ "idConversion": action, "success": true, "numeroDossier": "DUMI05112026" });
    scene.call_back(success).await.expect(200);
    assert_eq!(state(&read(&scene.admin, id).await), NONE);
}

#[tokio::test]
async fn an_email_that_comes_in_after_the_touch_was_set_marks_it_as_answered() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let admin = app.admin().await;
    let mark = async || read(&admin, &id).await.body["relanceReponduLe"].clone();
    let mail = |message: &str, at: &str| {
        let mut mail = received_with("messageId", json!(message));
        mail["dateEnvoi"] = json!(at);
        mail
    };
    log(&n8n, &id, mail("<0@exemple.fr>", "2026-11-05T08:00:00Z")).await.expect(201);
    assert_eq!(mark().await, Value::Null, "without a touch");
    change_any(&admin, &id, touch(MONDAY)).await.expect(200);
    log(&n8n, &id, mail("<1@exemple.fr>", "2026-11-05T08:59:00Z")).await.expect(201);
    let mut sent = mail("<2@ecole.example>", "2026-11-05T09:00:00Z");
    sent["sens"] = json!("SORTANT");
    log(&n8n, &id, sent).await.expect(201);
    assert_eq!(mark().await, Value::Null, "an older email, and ours");
    app.advance(TimeDelta::hours(2));
    log(&n8n, &id, mail("<3@exemple.fr>", "2026-11-05T10:00:00Z")).await.expect(201);
    log(&n8n, &id, mail("<4@exemple.fr>", "2026-11-05T11:00:00Z")).await.expect(201);
    assert_eq!(mark().await, "2026-11-05T10:00:00Z", "the first answer");
    change_any(&admin, &id, json!({ "relanceObjet": "Autre objet" })).await.expect(200);
    assert_eq!(mark().await, "2026-11-05T10:00:00Z", "another subject is the same touch");
    change_any(&admin, &id, json!({ "relanceLe": "2026-11-10" })).await.expect(200);
    assert_eq!(mark().await, Value::Null, "another touch");
}

#[tokio::test]
async fn an_admin_follows_a_prospect_until_somebody_changes_it() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    app.login("lea@ecole.example", "Léa", "ADMIN").await;
    app.login("fred@ecole.example", "Fred", "FORMATEUR").await;
    let account = async |email: &str| {
        app.db
            .count(&format!("SELECT id_utilisateur AS count FROM utilisateurs WHERE email = '{email}'"))
            .await
    };
    let lea = account("lea@ecole.example").await;
    let owner = |answer: &Answer| (answer.body["idResponsable"].clone(), answer.body["responsable"].clone());
    let set = change_any(&admin, &id, json!({ "idResponsable": lea })).await;
    assert_eq!(owner(set.expect(200)).0, json!(lea));
    assert!(owner(&set).1.as_str().unwrap().starts_with("Léa "), "{:?}", owner(&set));
    assert_eq!(last_entry(&admin, &id).await.1, json!(["idResponsable"]));
    let trainer = json!({ "idResponsable": account("fred@ecole.example").await });
    change_any(&admin, &id, trainer).await.expect_field("idResponsable", "RESPONSABLE_INCONNU");
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE email = 'lea@ecole.example'").await;
    // An account that is inactive by now stays, and can be sent back, but is not chosen again.
    change_any(&admin, &id, json!({ "idResponsable": lea, "ville": "Brest" })).await.expect(200);
    assert_eq!(owner(&read(&admin, &id).await).0, json!(lea));
    let nobody = change_any(&admin, &id, json!({ "idResponsable": null })).await;
    assert_eq!(owner(nobody.expect(200)), (Value::Null, Value::Null));
    let again = change_any(&admin, &id, json!({ "idResponsable": lea })).await;
    again.expect_field("idResponsable", "RESPONSABLE_INCONNU");
}

#[tokio::test]
async fn a_change_of_the_touch_from_an_older_version_is_412() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let stale = etag_of(&read(&admin, &id).await);
    change(&admin, &id, Some(&stale), touch(MONDAY)).await.expect(200);
    change(&admin, &id, Some(&stale), touch("2026-11-10")).await.expect_problem(412, "VERSION_PERIMEE");
}

#[tokio::test]
async fn anonymisation_erases_touch_owner_and_notes() {
    let (scene, id) = scene_with_person().await;
    let me = scene.admin.get("/api/auth/me").await.expect(200).body["utilisateur"]["idUtilisateur"].clone();
    let body = json!({ "relanceLe": MONDAY, "relanceObjet": "Rappel de Zéphirine", "idResponsable": me });
    change_any(&scene.admin, &id, body).await.expect(200);
    let note = json!({ "texte": "Zéphirine préfère le matin." });
    scene.admin.post(&format!("{}/notes", path_of(&id)), note).await.expect(201);
    let person = scene.admin.get(&format!("{}/donnees-personnelles", path_of(&id))).await;
    let held = &person.expect(200).body["donnees"];
    assert_eq!(held["prospects"][0]["relanceObjet"], "Rappel de Zéphirine");
    assert_eq!(held["notes"][0]["texte"], "Zéphirine préfère le matin.");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let left = read(&scene.admin, &id).await;
    assert_eq!((state(&left), &left.body["idResponsable"]), (NONE, &Value::Null));
    assert_eq!(scene.app.db.count("SELECT count(*) AS count FROM notes").await, 0);
}

#[tokio::test]
async fn a_candidate_has_no_touch() {
    let (scene, id) = scene_with_person().await;
    convert(&scene, &id).await;
    change_any(&scene.admin, &id, touch(MONDAY)).await.expect_field("relanceLe", "RELANCE_INTERDITE");
}

//! Opposition list: listed people are refused, and the list reveals nobody.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::person::{KEY, add, anonymise, scene_with_person};
use crate::actions::scene::{Scene, count};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

const OPPOSE: &str = "/api/rgpd/oppositions";

async fn come_in(client: &Client, contact: Value) -> Answer {
    let mut person = json!({ "nom": "Petit" });
    person.as_object_mut().unwrap().extend(contact.as_object().unwrap().clone());
    client.post("/api/prospects", person).await
}

async fn app() -> TestApp {
    TestApp::setup().set("RGPD_HMAC_KEY", KEY).start().await
}

#[tokio::test]
async fn who_was_anonymised_by_opposition_does_not_come_in_again() {
    let (scene, id) = scene_with_person().await;
    assert_eq!(anonymise(&scene, &[&id], "OPPOSITION").await, ["ANONYMISEE"]);
    let people = count(&scene.app.db, "prospects").await;
    scene.app.advance(TimeDelta::days(40));
    for (contact, champ) in [
        (json!({ "email": "ZEPH.quetzal@exemple.example" }), json!(["emails"])),
        (json!({ "telephone": "06 39 98 77 55" }), json!(["telephones"])),
        (
            json!({ "email": "autre@exemple.example", "telephones": ["+33 6 39 98 77 55"] }),
            json!(["telephones"]),
        ),
        (json!({ "emails": ["autre@exemple.example", "zeph.quetzal@exemple.example"] }), json!(["emails"])),
    ] {
        let answer = come_in(&scene.n8n, contact).await;
        answer.expect_problem(409, "OPPOSITION");
        assert_eq!(answer.body["champs"], champ);
        let said = answer.body["detail"].as_str().unwrap();
        assert!(
            said.contains("05/11/2026") && !answer.body.to_string().to_lowercase().contains("zeph"),
            "{said}"
        );
    }
    assert_eq!(count(&scene.app.db, "prospects").await, people);
    come_in(&scene.n8n, json!({ "email": "autre@exemple.example" })).await.expect(201);
}

#[tokio::test]
async fn another_reason_leaves_the_list_as_it_is() {
    let (scene, id) = scene_with_person().await;
    anonymise(&scene, &[&id], "DEMANDE").await;
    assert_eq!(count(&scene.app.db, "oppositions").await, 0);
    add(&scene).await;
}

#[tokio::test]
async fn an_admin_puts_somebody_on_the_list_and_is_told_whose_records_are_left() {
    let app = app().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let both = json!({ "email": " Contact@Exemple.example ", "telephone": "06 39 98 12 34" });
    let first = admin.post(OPPOSE, both.clone()).await;
    assert_eq!(first.expect(201).body, json!({ "dejaInscrite": false, "fiches": [id] }));
    let again = admin.post(OPPOSE, both).await;
    assert_eq!(again.expect(200).body["dejaInscrite"], true);
    assert_eq!(count(&app.db, "oppositions").await, 2);
    // The record still exists and is not completed.
    come_in(&admin, json!({ "email": "contact@exemple.example", "ville": "Brest" }))
        .await
        .expect_problem(409, "OPPOSITION");
}

#[tokio::test]
async fn an_address_of_the_list_does_not_join_another_record() {
    let app = app().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let both = json!({ "email": "paul@exemple.example", "telephone": "06 39 98 77 55" });
    admin.post(OPPOSE, both).await.expect(201);
    let change = async |body: Value| {
        let request = admin.request(reqwest::Method::PATCH, &format!("/api/prospects/{id}"));
        Answer::read(request.header("if-match", "*").json(&body)).await
    };
    for (body, champ) in [
        (json!({ "emails": ["paul@exemple.example"] }), "emails"),
        (json!({ "telephones": ["06 39 98 77 55"], "ville": "Brest" }), "telephones"),
    ] {
        let answer = change(body).await;
        answer.expect_problem(409, "OPPOSITION");
        assert_eq!(answer.body["champs"], json!([champ]));
    }
    assert_eq!(count(&app.db, "prospects WHERE ville = 'Brest'").await, 0);
    change(json!({ "emails": ["autre@exemple.example"], "ville": "Brest" })).await.expect(200);
    // Existing values are not checked, even when they are added to the list.
    admin.post(OPPOSE, json!({ "email": "autre@exemple.example" })).await.expect(201);
    change(json!({ "emails": ["autre@exemple.example"], "ville": "Lyon" })).await.expect(200);
}

#[tokio::test]
async fn the_list_tells_nobody_who_is_on_it() {
    let app = app().await;
    let admin = app.admin().await;
    admin.post(OPPOSE, json!({ "email": "marie@exemple.example" })).await.expect(201);
    let guess = "SELECT count(*) AS count FROM oppositions WHERE empreinte IN
        (sha256('marie@exemple.example'), sha256('EMAIL' || '\\000'::bytea || 'marie@exemple.example'::bytea))
        OR octet_length(empreinte) <> 32";
    assert_eq!(app.db.count(guess).await, 0);
    // Another key gives another fingerprint.
    let other = TestApp::setup().set("RGPD_HMAC_KEY", KEY.replace('u', "v")).start_on(app.stop().await);
    come_in(&other.n8n_client(), json!({ "email": "marie@exemple.example" })).await.expect(201);
}

#[tokio::test]
async fn what_is_no_address_and_no_number_is_refused() {
    let app = app().await;
    let admin = app.admin().await;
    for (body, champ, code) in [
        (json!({}), "email", "CONTACT_REQUIS"),
        (json!({ "email": "  ", "telephone": null }), "email", "CONTACT_REQUIS"),
        (json!({ "email": "marie" }), "email", "EMAIL_INVALIDE"),
        (json!({ "telephone": "12" }), "telephone", "TELEPHONE_INVALIDE"),
        (json!({ "nom": "Dumitru" }), "nom", "CHAMP_INCONNU"),
    ] {
        admin.post(OPPOSE, body).await.expect_field(champ, code);
    }
    admin.post_text(OPPOSE, "[").await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(count(&app.db, "oppositions").await, 0);
}

#[tokio::test]
async fn ten_at_once_are_on_the_list_once() {
    let app = app().await;
    let admin = app.admin().await;
    let oppose = || admin.post(OPPOSE, json!({ "email": "marie@exemple.example" }));
    let answers = futures_util::future::join_all((0..10).map(|_| oppose())).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((created, answers.iter().filter(|answer| answer.status == 200).count()), (1, 9));
}

#[tokio::test]
async fn without_a_key_nobody_is_put_on_the_list_and_nothing_else_changes() {
    let scene = Scene::new().await;
    let oppose = json!({ "email": "marie@exemple.example" });
    scene.admin.post(OPPOSE, oppose).await.expect_problem(503, "SERVICE_INDISPONIBLE");
    let body = json!({ "ids": [scene.prospect], "motif": "OPPOSITION" });
    scene.admin.post(super::person::ANONYMISE, body).await.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!(count(&scene.app.db, "prospects WHERE nom = 'Dumitru'").await, 1);
    come_in(&scene.n8n, json!({ "email": "paul@exemple.example" })).await.expect(201);
}

#[tokio::test]
async fn a_list_whose_key_is_gone_lets_nobody_in() {
    let app = app().await;
    app.admin().await.post(OPPOSE, json!({ "email": "marie@exemple.example" })).await.expect(201);
    let keyless = TestApp::setup().start_on(app.stop().await);
    let answer = come_in(&keyless.n8n_client(), json!({ "email": "paul@exemple.example" })).await;
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!(count(&keyless.db, "prospects").await, 0);
}

#[tokio::test]
async fn every_record_of_a_coordinate_is_named() {
    let app = app().await;
    let admin = app.admin().await;
    let number = "06 39 98 77 55";
    let mut ids = Vec::new();
    for prenom in ["Hélène", "Nicolas", "Emmy"] {
        let email = format!("{}@exemple.example", if prenom == "Hélène" { "mere" } else { prenom });
        let person = json!({ "prenom": prenom, "email": email, "telephone": number });
        let answer = come_in(&admin, person).await;
        ids.push(answer.expect(201).body["idProspect"].clone());
    }
    let both = json!({ "email": "mere+salon@exemple.example", "telephone": number });
    let answer = admin.post(OPPOSE, both).await;
    let mut named = answer.expect(201).body["fiches"].as_array().unwrap().clone();
    named.sort_by_key(ToString::to_string);
    assert_eq!(named, ids);
}

#[tokio::test]
async fn nobody_comes_in_unseen_while_their_number_is_put_on_the_list() {
    let app = app().await;
    let admin = app.admin().await;
    for round in 10..35 {
        let number = format!("06 39 98 77 {round}");
        let oppose = admin.post(OPPOSE, json!({ "telephone": number }));
        let email = format!("personne{round}@exemple.example");
        let add = come_in(&admin, json!({ "email": email, "telephone": number }));
        let (opposed, added) = futures_util::join!(oppose, add);
        let named = &opposed.expect(201).body["fiches"];
        match added.status.as_u16() {
            201 => assert_eq!(*named, json!([added.body["idProspect"]]), "let in and not named"),
            _ => {
                added.expect_problem(409, "OPPOSITION");
                assert_eq!(*named, json!([]));
            }
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_again_while_they_are_anonymised_by_opposition() {
    let app = app().await;
    let admin = app.admin().await;
    for round in 10..35 {
        let contact = json!({ "email": format!("personne{round}@exemple.example"), "telephone": format!("06 39 98 77 {round}") });
        let id = come_in(&admin, contact.clone()).await.expect(201).body["idProspect"].clone();
        let body = json!({ "ids": [id], "motif": "OPPOSITION" });
        let (erased, added) =
            futures_util::join!(admin.post(super::person::ANONYMISE, body), come_in(&admin, contact));
        assert_eq!(erased.expect(200).body["data"][0]["resultat"], "ANONYMISEE");
        match added.status.as_u16() {
            // Completed before, and anonymised with the added data.
            200 => assert_eq!(added.body["idProspect"], id),
            _ => drop(added.expect_problem(409, "OPPOSITION")),
        }
    }
    assert_eq!(count(&app.db, "prospects WHERE date_anonymisation IS NULL").await, 0);
}

#[tokio::test]
async fn a_tagged_address_is_the_mailbox_that_receives_it() {
    let app = app().await;
    let admin = app.admin().await;
    admin.post(OPPOSE, json!({ "email": "marie@exemple.example" })).await.expect(201);
    admin.post(OPPOSE, json!({ "email": "paul+salon@exemple.example" })).await.expect(201);
    for email in [
        "marie+1@exemple.example",
        "Marie+1+2@exemple.example",
        "paul+salon@exemple.example",
        "paul@exemple.example",
        "paul+autre@exemple.example",
    ] {
        come_in(&admin, json!({ "email": email })).await.expect_problem(409, "OPPOSITION");
    }
    let again = admin.post(OPPOSE, json!({ "email": "marie+2@exemple.example" })).await;
    assert_eq!(again.expect(200).body["dejaInscrite"], true);
    come_in(&admin, json!({ "email": "mariette@exemple.example" })).await.expect(201);
}

#[tokio::test]
async fn the_records_of_a_mailbox_are_named_with_and_without_a_tag() {
    let app = app().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for (prenom, email) in [("Marie", "marie+salon@exemple.example"), ("Paul", "marie@exemple.example")] {
        let answer = come_in(&admin, json!({ "prenom": prenom, "email": email })).await;
        ids.push(answer.expect(201).body["idProspect"].clone());
    }
    for email in ["mariette+salon@exemple.example", "marie+salon@autre.example"] {
        come_in(&admin, json!({ "prenom": "Zoé", "email": email })).await.expect(201);
    }
    for email in ["marie@exemple.example", "marie+autre@exemple.example", "marie+salon@exemple.example"] {
        let answer = admin.post(OPPOSE, json!({ "email": email })).await;
        let mut named = answer.body["fiches"].as_array().unwrap().clone();
        named.sort_by_key(ToString::to_string);
        assert_eq!(named, ids, "{email}");
    }
}

#[tokio::test]
async fn after_a_change_of_key_the_list_is_asked_with_both_and_written_with_the_new_one() {
    let app = app().await;
    app.admin().await.post(OPPOSE, json!({ "email": "marie@exemple.example" })).await.expect(201);
    let new = KEY.replace('u', "v");
    let rotated = TestApp::setup().set("RGPD_HMAC_KEY", &new).set("RGPD_HMAC_KEY_PRECEDENTE", KEY);
    let app = rotated.start_on(app.stop().await);
    let admin = app.admin().await;
    come_in(&admin, json!({ "email": "marie@exemple.example" })).await.expect_problem(409, "OPPOSITION");
    let again = admin.post(OPPOSE, json!({ "email": "marie@exemple.example" })).await;
    assert_eq!(again.expect(200).body["dejaInscrite"], true);
    admin.post(OPPOSE, json!({ "email": "paul@exemple.example" })).await.expect(201);
    // Both are known under the new key, so the former one is no longer needed.
    let app = TestApp::setup().set("RGPD_HMAC_KEY", new).start_on(app.stop().await);
    for email in ["marie@exemple.example", "paul@exemple.example"] {
        come_in(&app.n8n_client(), json!({ "email": email })).await.expect_problem(409, "OPPOSITION");
    }
}

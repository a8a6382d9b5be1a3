//! One prospect with all its data.

use reqwest::header::ETAG;
use serde_json::{Value, json};

use super::rows::{add, add_candidat, list, quoted};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

async fn detail(client: &Client, id: &str) -> Answer {
    client.get(&format!("/api/prospects/{id}")).await
}

/// Returns the entry of a type in `actionsPossibles`.
fn possible<'a>(answer: &'a Answer, type_action: &str) -> &'a Value {
    let entries = answer.body["actionsPossibles"].as_array().expect("actionsPossibles");
    entries.iter().find(|entry| entry["typeAction"] == type_action).expect("an entry a type")
}

/// Inserts a running conversion.
async fn running(app: &TestApp, id: &str) -> i64 {
    app.db
        .count(&format!(
            "INSERT INTO conversions_en_cours (id_prospect, type_action, demande_par, date_debut, prochaine_tentative)
             VALUES ({}, 'CONVERTIR_CANDIDAT', 'Sophie Martin', '2026-11-05T08:59:00Z', '2026-11-05T08:59:00Z')
             RETURNING id_conversion AS count",
            quoted(id)
        ))
        .await
}

#[tokio::test]
async fn everything_that_is_known_of_a_prospect_is_given() {
    let app = TestApp::start().await;
    let columns = json!({
        "nom": "Dumitru", "prenom": "Marie", "emails": ["marie@exemple.example", "m.dumitru@bureau.example"],
        "telephones": ["+33639981234", "+33199001122"], "adresse": "12 rue des Orfèvres", "code_postal": "69002",
        "ville": "Lyon", "formation_souhaitee": "CAP_BJ", "mode_financement": "CPF", "statut_prospect": "QUALIFIE",
        "source": "SALON", "nb_echanges": 3, "date_premier_contact": "2026-10-01T08:00:00Z",
        "date_dernier_contact": "2026-11-01T08:00:00.123456Z", "resume_ia": "Souhaite se former.\nCPF.",
    });
    let id = add(&app.db, columns).await;
    let answer = detail(&app.admin().await, &id).await;
    let mut body = answer.expect(200).body.clone();
    assert_eq!(
        body.as_object_mut().unwrap().remove("actionsPossibles").unwrap().as_array().unwrap().len(),
        4
    );
    let expected = json!({
        "idProspect": id, "nom": "Dumitru", "prenom": "Marie", "email": "marie@exemple.example",
        "emails": ["marie@exemple.example", "m.dumitru@bureau.example"],
        "telephone": "+33639981234", "telephones": ["+33639981234", "+33199001122"],
        "adresse": "12 rue des Orfèvres", "codePostal": "69002", "ville": "Lyon",
        "formationSouhaitee": { "code": "CAP_BJ", "nom": "CAP Bijouterie-Joaillerie" }, "modeFinancement": "CPF",
        "statutProspect": "QUALIFIE", "source": "SALON", "nbEchanges": 3,
        "datePremierContact": "2026-10-01T08:00:00Z", "dateDernierContact": "2026-11-01T08:00:00.123Z",
        "resumeIa": "Souhaite se former.\nCPF.", "dateAnonymisation": null, "candidat": null, "listesAttente": [], "actionEnCours": null, "actionsEnCours": [],
        "adressePartageeAvec": [], "partages": [], "motifPerte": null, "relanceLe": null, "relanceHeure": null, "relanceObjet": null,
        "relanceReponduLe": null, "idResponsable": null, "responsable": null,
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn what_is_not_known_is_null_and_never_left_out() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({})).await;
    let admin = app.admin().await;
    let whole = detail(&admin, &id).await;
    let in_list = list(&admin, &[]).await.body["data"][0].clone();
    for field in [
        "email",
        "telephone",
        "ville",
        "formationSouhaitee",
        "modeFinancement",
        "actionEnCours",
        "relanceLe",
        "responsable",
        "motifPerte",
    ] {
        assert_eq!(whole.body.get(field), Some(&Value::Null), "{field}");
        assert_eq!(in_list.get(field), Some(&Value::Null), "{field}");
    }
    for field in ["adresse", "codePostal", "resumeIa", "candidat"] {
        assert_eq!(whole.body.get(field), Some(&Value::Null), "{field}");
    }
    for field in ["emails", "telephones", "actionsEnCours"] {
        assert_eq!(whole.body.get(field), Some(&json!([])), "{field}");
    }
}

#[tokio::test]
async fn the_list_shows_a_prospect_as_its_record_does() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let whole = detail(&admin, &id).await;
    let page = list(&admin, &[]).await;
    let in_list = page.body["data"][0].as_object().unwrap();
    assert_eq!(in_list.len(), 21, "{in_list:?}");
    for (field, value) in in_list {
        assert_eq!(&whole.body[field], value, "{field}");
    }
}

#[tokio::test]
async fn the_etag_is_the_version_of_the_record() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let first = detail(&admin, &id).await.headers[ETAG].clone();
    assert!(first.to_str().unwrap().starts_with('"'), "strong: {first:?}");
    assert_eq!(detail(&admin, &id).await.headers[ETAG], first);
    app.db.execute("UPDATE prospects SET version = version + 1").await;
    assert_ne!(detail(&admin, &id).await.headers[ETAG], first);
}

#[tokio::test]
async fn an_unknown_prospect_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in ["PROS_999", "PROS_0", "PROS_999999999999999999"] {
        for path in ["", "/emails", "/actions", "/conversion-status"] {
            detail(&admin, &format!("{id}{path}")).await.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn what_is_no_identifier_is_not_found() {
    let app = TestApp::start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    for id in [
        "1",
        "PROS_",
        "pros_1",
        "PROS_1a",
        "PROS_-1",
        "PROS_1%20",
        "PROS_1%00",
        "PROS_1%0A",
        "%FF",
        "PROS_%D9%A1",
        "'",
        "PROS_1;",
        "PROS_1234567890123456789",
    ] {
        for path in ["", "/emails", "/actions", "/conversion-status"] {
            detail(&admin, &format!("{id}{path}")).await.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn each_action_is_either_possible_or_says_why_not() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let answer = detail(&app.admin().await, &id).await;
    let entries = answer.body["actionsPossibles"].as_array().unwrap();
    let types: Vec<_> = entries.iter().map(|entry| entry["typeAction"].as_str().unwrap()).collect();
    assert_eq!(types, ["CONVERTIR_CANDIDAT", "ENVOYER_DOSSIER", "GENERER_DEVIS", "ENVOYER_EMAIL"]);
    for entry in entries {
        let told = entry["motif"].as_str().is_some_and(|motif| !motif.is_empty());
        assert_eq!(entry["active"], !told, "{entry}");
    }
    assert_eq!(
        possible(&answer, "CONVERTIR_CANDIDAT"),
        &json!({ "typeAction": "CONVERTIR_CANDIDAT", "active": true, "motif": null, "demandeRequise": false })
    );
}

#[tokio::test]
async fn a_running_action_is_shown_and_can_not_be_asked_again() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let conversion = running(&app, &id).await;
    let admin = app.admin().await;
    let answer = detail(&admin, &id).await;
    assert_eq!(answer.body["actionEnCours"], "CONVERTIR_CANDIDAT");
    let running = answer.body["actionsEnCours"].as_array().unwrap();
    assert_eq!(
        (running.len(), &running[0]["idConversion"], &running[0]["statutAction"]),
        (1, &json!(conversion), &json!("EN_COURS"))
    );
    assert_eq!(possible(&answer, "CONVERTIR_CANDIDAT")["active"], false);
    assert!(possible(&answer, "CONVERTIR_CANDIDAT")["motif"].is_string());
    assert_eq!(list(&admin, &[]).await.body["data"][0]["actionEnCours"], "CONVERTIR_CANDIDAT");
}

#[tokio::test]
async fn an_action_that_ended_is_not_shown_as_running() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    running(&app, &id).await;
    app.db
        .execute(
            "UPDATE conversions_en_cours SET statut_action = 'ERREUR', prochaine_tentative = NULL, date_fin = now(),
             duree_ms = 1",
        )
        .await;
    let admin = app.admin().await;
    let answer = detail(&admin, &id).await;
    assert_eq!((&answer.body["actionEnCours"], &answer.body["actionsEnCours"]), (&Value::Null, &json!([])));
    assert_eq!(possible(&answer, "CONVERTIR_CANDIDAT")["active"], true);
    assert_eq!(list(&admin, &[]).await.body["data"][0]["actionEnCours"], Value::Null);
}

#[tokio::test]
async fn a_candidate_is_named_by_its_file_and_is_not_converted_again() {
    let app = TestApp::start().await;
    let id = add_candidat(&app.db, "DUMI05112026", json!({})).await;
    let answer = detail(&app.admin().await, &id).await;
    let candidat = json!({ "idCandidat": 1, "numeroDossier": "DUMI05112026", "lienDossierDrive": null,
        "statutDossier": "INCOMPLET", "motifDecision": null });
    assert_eq!(answer.body["candidat"], candidat);
    let entry = possible(&answer, "CONVERTIR_CANDIDAT");
    assert_eq!(entry["active"], false);
    assert!(entry["motif"].as_str().unwrap().contains("DUMI05112026"), "{entry}");
}

#[tokio::test]
async fn what_was_typed_comes_back_as_typed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let long = "Ü".repeat(100);
    for nom in [
        "O’Neill-d'Arc",
        "E\u{301}lise",
        "Élise",
        "💎👩🏽‍🎨",
        "  Blancs  ",
        "<b>\"gras\"</b>",
        r"back\slash",
        "مريم",
        "\u{202e}tac",
        &long,
    ] {
        let id = add(&app.db, json!({ "nom": nom, "prenom": nom, "ville": nom, "resume_ia": nom })).await;
        let answer = detail(&admin, &id).await;
        for field in ["nom", "prenom", "ville", "resumeIa"] {
            assert_eq!(answer.body[field], nom, "{field}");
        }
    }
}

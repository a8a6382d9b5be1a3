//! Changes of a record: an absent field stays, a null field is emptied.

use serde_json::{Value, json};

use super::records::{added, change_any, everything, id_of, marie, read};
use crate::reading::rows;
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Adds a person with all fields; returns the identifier.
async fn whole(n8n: &Client) -> String {
    let body = json!({
        "nom": "Dumitru", "prenom": "Marie", "email": "marie@exemple.fr", "telephone": "06 39 98 00 01",
        "adresse": "12 rue des Orfèvres", "codePostal": "69002", "ville": "Lyon", "formationSouhaitee": "CAP_BJ",
        "modeFinancement": "CPF", "statutProspect": "QUALIFIE", "source": "SALON", "resumeIa": "Résumé",
    });
    added(n8n, body).await
}

/// Returns the filter counts by statut.
async fn counts(admin: &Client) -> Value {
    admin.get("/api/prospects/compteurs").await.expect(200).body["statut"].clone()
}

#[tokio::test]
async fn every_field_may_be_changed() {
    let app = TestApp::start().await;
    let id = whole(&app.n8n_client()).await;
    let admin = app.admin().await;
    let body = json!({
        "nom": " Nguyen ", "prenom": "Linh", "emails": ["Linh@Exemple.FR", "marie@exemple.fr"],
        "telephones": ["+32 470 12 34 56"], "adresse": "1 quai du Port", "codePostal": "29200", "ville": "Brest",
        "formationSouhaitee": "GEMMO", "modeFinancement": "OPCO", "statutProspect": "A_RECONTACTER",
        "source": "TELEPHONE", "resumeIa": "Autre\nrésumé",
    });
    let answer = change_any(&admin, &id, body).await;
    assert_eq!(id_of(answer.expect(200)), id);
    for (field, value) in [
        ("nom", json!("Nguyen")),
        ("prenom", json!("Linh")),
        ("email", json!("linh@exemple.fr")),
        ("emails", json!(["linh@exemple.fr", "marie@exemple.fr"])),
        ("telephones", json!(["+32470123456"])),
        ("adresse", json!("1 quai du Port")),
        ("codePostal", json!("29200")),
        ("ville", json!("Brest")),
        ("formationSouhaitee", json!({ "code": "GEMMO", "nom": "Gemmologie" })),
        ("modeFinancement", json!("OPCO")),
        ("statutProspect", json!("A_RECONTACTER")),
        ("source", json!("TELEPHONE")),
        ("resumeIa", json!("Autre\nrésumé")),
    ] {
        assert_eq!(answer.body[field], value, "{field}");
    }
    assert_eq!(read(&admin, &id).await.body, answer.body);
}

#[tokio::test]
async fn what_is_absent_stays() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    let admin = app.admin().await;
    let mut expected = read(&admin, &id).await.body;
    expected["ville"] = json!("Brest");
    assert_eq!(change_any(&n8n, &id, json!({ "ville": "Brest" })).await.expect(200).body, expected);
}

#[tokio::test]
async fn what_is_null_or_blank_is_emptied() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for (rank, field) in
        ["adresse", "codePostal", "ville", "formationSouhaitee", "modeFinancement", "resumeIa"]
            .into_iter()
            .enumerate()
    {
        let id = whole(&n8n).await;
        let answer = change_any(&n8n, &id, json!({ field: null })).await;
        assert_eq!(answer.expect(200).body[field], Value::Null, "{field}");
        if field != "modeFinancement" {
            change_any(&n8n, &id, json!({ field: "CAP_BJ" })).await.expect(200);
            let answer = change_any(&n8n, &id, json!({ field: "  " })).await;
            assert_eq!(answer.expect(200).body[field], Value::Null, "{field}");
        }
        // A person of `whole` with this address and number would update this record.
        let other = json!({ "emails": [format!("autre{rank}@exemple.fr")], "telephones": [] });
        change_any(&n8n, &id, other).await.expect(200);
    }
}

#[tokio::test]
async fn a_list_that_is_null_is_emptied() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    let answer = change_any(&n8n, &id, json!({ "telephones": null })).await;
    assert_eq!(answer.expect(200).body["telephones"], json!([]));
}

#[tokio::test]
async fn what_can_not_be_empty_is_not_emptied() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    let before = everything(&app.db).await;
    change_any(&n8n, &id, json!({ "nom": "" })).await.expect_field("nom", "CHAMP_REQUIS");
    for field in ["statutProspect", "source"] {
        change_any(&n8n, &id, json!({ field: "" })).await.expect_field(field, "VALEUR_INCONNUE");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_null_that_can_not_be_is_told_and_not_passed_over() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    for field in ["nom", "statutProspect", "source"] {
        let answer = change_any(&n8n, &id, json!({ field: null })).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
    }
}

#[tokio::test]
async fn nobody_is_left_unreachable() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    change_any(&n8n, &id, json!({ "emails": [] })).await.expect(200);
    let before = everything(&app.db).await;
    for body in [
        json!({ "telephones": [] }),
        json!({ "telephones": [" "] }),
        json!({ "emails": [], "telephones": [] }),
    ] {
        change_any(&n8n, &id, body).await.expect_field("emails", "CONTACT_REQUIS");
    }
    assert_eq!(everything(&app.db).await, before);
    change_any(&n8n, &id, json!({ "telephones": [], "emails": ["m@exemple.fr"] })).await.expect(200);
}

#[tokio::test]
async fn counters_follow_a_change_of_statut() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = whole(&n8n).await;
    added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let admin = app.admin().await;
    assert_eq!(counts(&admin).await, json!({ "QUALIFIE": 1, "NOUVEAU": 1 }));
    change_any(&admin, &id, json!({ "statutProspect": "NOUVEAU" })).await.expect(200);
    assert_eq!(counts(&admin).await, json!({ "NOUVEAU": 2 }));
    change_any(&admin, &id, json!({ "statutProspect": "PERDU", "motifPerte": "AUTRE" })).await.expect(200);
    assert_eq!(counts(&admin).await, json!({ "NOUVEAU": 1, "PERDU": 1 }));
    assert_eq!(rows::found(&admin, &[("statut", "PERDU")]).await, [id]);
}

#[tokio::test]
async fn nobody_becomes_a_candidate_by_a_change() {
    let app = TestApp::start().await;
    let id = whole(&app.n8n_client()).await;
    let before = everything(&app.db).await;
    for client in [app.n8n_client(), app.admin().await] {
        let answer =
            change_any(&client, &id, json!({ "statutProspect": "CANDIDAT", "ville": "Brest" })).await;
        answer.expect_field("statutProspect", "STATUT_INTERDIT");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_candidate_stays_one() {
    let app = TestApp::start().await;
    let columns = json!({ "emails": ["marie@exemple.fr"] });
    let id = rows::add_candidat(&app.db, "DUMI05112026", columns).await;
    let admin = app.admin().await;
    let before = everything(&app.db).await;
    for statut in ["NOUVEAU", "PERDU"] {
        let answer = change_any(&admin, &id, json!({ "statutProspect": statut })).await;
        answer.expect_field("statutProspect", "STATUT_INTERDIT");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn the_record_of_a_candidate_may_be_changed() {
    let app = TestApp::start().await;
    let columns = json!({ "emails": ["marie@exemple.fr"] });
    let id = rows::add_candidat(&app.db, "DUMI05112026", columns).await;
    let body = json!({ "statutProspect": "CANDIDAT", "ville": "Brest" });
    let answer = change_any(&app.admin().await, &id, body).await;
    assert_eq!(
        (&answer.expect(200).body["ville"], &answer.body["statutProspect"]),
        (&json!("Brest"), &json!("CANDIDAT"))
    );
}

#[tokio::test]
async fn a_changed_name_is_found_and_the_old_one_no_more() {
    let app = TestApp::start().await;
    let id = whole(&app.n8n_client()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, json!({ "nom": "Zoe\u{301}lie 💎" })).await.expect(200);
    assert_eq!(rows::found(&admin, &[("recherche", "zoelie")]).await, [id]);
    assert!(rows::found(&admin, &[("recherche", "dumitru")]).await.is_empty());
}

#[tokio::test]
async fn an_unknown_prospect_is_404() {
    let app = TestApp::start().await;
    for client in [app.n8n_client(), app.admin().await] {
        for id in ["PROS_999999", "PROS_0", "PROS_", "12", "pros_1", "PROS_1%00"] {
            change_any(&client, id, json!({ "ville": "Brest" })).await.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn n8n_may_send_more_than_we_know_and_a_browser_may_not() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let body = json!({ "ville": "Brest", "nbEchanges": 12 });
    assert_eq!(change_any(&n8n, &id, body).await.expect(200).body["nbEchanges"], 0);
    let admin = app.admin().await;
    let before = everything(&app.db).await;
    // `email` exists only when a prospect is added; a record has a list.
    for field in ["nbEchanges", "idProspect", "email", "version"] {
        let body = json!({ "ville": "Lyon", field: "x" });
        change_any(&admin, &id, body).await.expect_field(field, "CHAMP_INCONNU");
    }
    assert_eq!(everything(&app.db).await, before);
}

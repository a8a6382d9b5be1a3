//! Adding a prospect: stored values.

use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};

use super::records::{PEOPLE, add, added, count, etag_of, id_of, marie, marie_with, path_of, read};
use crate::reading::rows;
use crate::support::app::TestApp;
use crate::support::client::Answer;

#[tokio::test]
async fn n8n_adds_somebody_and_is_given_the_record() {
    let app = TestApp::start().await;
    let body = json!({
        "nom": " Dumitru ", "prenom": "Marie", "email": " Marie.D@Exemple.FR ", "emails": ["bureau@exemple.fr"],
        "telephone": "06 39 98 00 01", "telephones": ["+32 470 12 34 56"], "adresse": "12 rue des Orfèvres",
        "codePostal": "69002", "ville": "Lyon", "formationSouhaitee": "CAP_BJ", "modeFinancement": "CPF",
        "statutProspect": "CONTACTE", "source": "FORMULAIRE", "resumeIa": "Souhaite se former.\nCPF.",
    });
    let answer = add(&app.n8n_client(), body).await;
    let id = id_of(answer.expect(201));
    assert_eq!(answer.headers[LOCATION], path_of(&id));
    let mut body = answer.body.clone();
    assert_eq!(
        body.as_object_mut().unwrap().remove("actionsPossibles").unwrap().as_array().unwrap().len(),
        4
    );
    let expected = json!({
        "idProspect": id, "nom": "Dumitru", "prenom": "Marie", "email": "marie.d@exemple.fr",
        "emails": ["marie.d@exemple.fr", "bureau@exemple.fr"], "telephone": "+33639980001",
        "telephones": ["+33639980001", "+32470123456"], "adresse": "12 rue des Orfèvres", "codePostal": "69002",
        "ville": "Lyon", "formationSouhaitee": { "code": "CAP_BJ", "nom": "CAP Bijouterie-Joaillerie" },
        "modeFinancement": "CPF", "statutProspect": "CONTACTE", "source": "FORMULAIRE", "nbEchanges": 0,
        "datePremierContact": "2026-11-05T09:00:00Z", "dateDernierContact": "2026-11-05T09:00:00Z",
        "resumeIa": "Souhaite se former.\nCPF.", "dateAnonymisation": null, "candidat": null, "actionEnCours": null, "actionsEnCours": [],
        "motifPerte": null, "adressePartageeAvec": [], "partages": [], "complete": [], "ignore": [], "relanceLe": null, "relanceHeure": null,
        "relanceObjet": null, "relanceReponduLe": null, "idResponsable": null, "responsable": null, "listesAttente": [],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn the_contact_of_a_new_record_is_that_of_the_message_which_brought_the_person() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let contacts = |answer: &Answer| {
        let date = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        (date("datePremierContact"), date("dateDernierContact"))
    };
    let told = json!("Tue, 03 Nov 2026 18:30:00 +0100");
    let answer = add(&n8n, marie_with("dateContact", told)).await;
    let written = ("2026-11-03T17:30:00Z".to_owned(), "2026-11-03T17:30:00Z".to_owned());
    assert_eq!(contacts(answer.expect(201)), written);
}

#[tokio::test]
async fn a_contact_is_not_in_the_future_and_is_an_instant() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let answer = add(&n8n, marie_with("dateContact", json!("avant-hier"))).await;
    answer.expect_problem(422, "VALIDATION");
    assert_eq!(answer.body["erreurs"][0]["champ"], "dateContact");
    assert_eq!(answer.body["erreurs"][0]["code"], "DATE_INVALIDE");
    assert_eq!(count(&app.db).await, 0);
    let answer = add(&n8n, marie_with("dateContact", json!("2026-11-06T09:00:00Z"))).await;
    assert_eq!(answer.expect(201).body["dateDernierContact"], "2026-11-05T09:00:00Z");
}

#[tokio::test]
async fn an_admin_adds_somebody_too() {
    let app = TestApp::start().await;
    let answer = add(&app.admin().await, marie()).await;
    let id = id_of(answer.expect(201));
    assert_eq!(answer.headers[LOCATION], path_of(&id));
}

#[tokio::test]
async fn the_location_leads_to_the_record_of_that_version() {
    let app = TestApp::start().await;
    let answer = add(&app.n8n_client(), marie()).await;
    let place = answer.expect(201).headers[LOCATION].to_str().unwrap();
    let record = app.admin().await.get(place).await;
    let mut received = record.expect(200).body.clone();
    (received["complete"], received["ignore"]) = (json!([]), json!([]));
    assert_eq!(received, answer.body);
    assert_eq!(etag_of(&record), etag_of(&answer));
    assert!(etag_of(&answer).starts_with('"'), "strong: {}", etag_of(&answer));
}

#[tokio::test]
async fn what_is_not_said_has_its_default() {
    let app = TestApp::start().await;
    let answer = add(&app.n8n_client(), json!({ "nom": "Dumitru", "email": "marie@exemple.fr" })).await;
    let body = &answer.expect(201).body;
    for (field, value) in [
        ("prenom", json!("")),
        ("statutProspect", json!("NOUVEAU")),
        ("source", json!("AUTRE")),
        ("telephones", json!([])),
        ("telephone", Value::Null),
        ("formationSouhaitee", Value::Null),
        ("modeFinancement", Value::Null),
        ("adresse", Value::Null),
        ("resumeIa", Value::Null),
    ] {
        assert_eq!(body[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_text_of_blanks_is_none() {
    let app = TestApp::start().await;
    let body = json!({
        "nom": "Dumitru", "prenom": "  ", "email": "marie@exemple.fr", "emails": ["", " "], "telephone": "  ",
        "adresse": "", "codePostal": " ", "ville": "\t", "formationSouhaitee": " ", "resumeIa": "\n",
    });
    let answer = add(&app.n8n_client(), body).await;
    let body = &answer.expect(201).body;
    for field in ["adresse", "codePostal", "ville", "formationSouhaitee", "resumeIa", "telephone"] {
        assert_eq!(body[field], Value::Null, "{field}");
    }
    assert_eq!((&body["prenom"], &body["emails"]), (&json!(""), &json!(["marie@exemple.fr"])));
}

#[tokio::test]
async fn coordinates_are_kept_in_one_form_and_once() {
    let app = TestApp::start().await;
    let body = json!({
        "nom": "Dumitru", "email": "marie@exemple.fr", "emails": ["MARIE@exemple.fr ", "m@exemple.fr", "M@Exemple.fr"],
        "telephone": "0639980001", "telephones": ["+33 6 39 98 00 01", "0033639980001", "06.39.98.00.02", "+32 470 12 34 56"],
    });
    let answer = add(&app.n8n_client(), body).await;
    let body = &answer.expect(201).body;
    assert_eq!(body["emails"], json!(["marie@exemple.fr", "m@exemple.fr"]));
    assert_eq!(body["telephones"], json!(["+33639980001", "+33639980002", "+32470123456"]));
}

#[tokio::test]
async fn somebody_may_have_a_number_and_no_address() {
    let app = TestApp::start().await;
    let answer = add(&app.n8n_client(), json!({ "nom": "Dumitru", "telephone": "06 39 98 00 01" })).await;
    let body = &answer.expect(201).body;
    assert_eq!((&body["email"], &body["telephone"]), (&Value::Null, &json!("+33639980001")));
}

#[tokio::test]
async fn who_is_added_is_listed_and_counted() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie_with("formationSouhaitee", json!("GEMMO"))).await;
    let admin = app.admin().await;
    assert_eq!(rows::found(&admin, &[("formation", "GEMMO")]).await, [id]);
    let counts = admin.get("/api/prospects/compteurs").await;
    assert_eq!(counts.expect(200).body["statut"], json!({ "NOUVEAU": 1 }));
    assert_eq!(counts.body["formation"], json!({ "GEMMO": 1 }));
}

#[tokio::test]
async fn names_of_any_alphabet_are_kept_and_found() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    for (rank, (nom, recherche)) in [
        ("D’Étoile", "d'etoile"),
        ("Zoélie", "ZOE\u{301}LIE"),
        ("💎Brillant", "💎brillant"),
        ("Ñandú-Øst", "nandu"),
        ("王小明", "王小明"),
        ("O'Neill %_\\", "o'neill %_\\"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "nom": nom, "prenom": "Marie", "email": format!("marie{rank}@exemple.fr") });
        let id = added(&n8n, body).await;
        assert_eq!(read(&admin, &id).await.body["nom"], nom);
        // Some databases distinguish the typographic apostrophe from the keyboard's.
        let recherche = if nom.contains('’') { "etoile" } else { recherche };
        assert_eq!(rows::found(&admin, &[("recherche", recherche)]).await, [id], "{nom}");
    }
}

#[tokio::test]
async fn n8n_may_send_more_than_we_know() {
    let app = TestApp::start().await;
    let mut body = marie_with("score", json!({ "chaleur": [1, 2] }));
    body["idProspect"] = json!("PROS_424242");
    let answer = add(&app.n8n_client(), body).await;
    assert_ne!(answer.expect(201).body["idProspect"], "PROS_424242");
}

#[tokio::test]
async fn a_browser_may_not_send_more_than_we_know() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for field in ["score", "idProspect", "nbEchanges", "EMAIL", "candidat"] {
        add(&admin, marie_with(field, json!("x"))).await.expect_field(field, "CHAMP_INCONNU");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn what_is_no_json_is_told_apart() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for text in ["", "{", "{'nom':'Dumitru'}"] {
        n8n.post_text(PEOPLE, text).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    let admin = app.admin().await;
    let nul = r#"{"nom":"Du\u0000mitru","email":"marie@exemple.fr"}"#;
    admin.post_text(PEOPLE, nul).await.expect_problem(400, "REQUETE_INVALIDE");
    let plain = n8n.request(reqwest::Method::POST, PEOPLE).header(CONTENT_TYPE, "text/plain");
    Answer::read(plain.body(marie().to_string())).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    let endless = |length: usize| marie_with("resumeIa", json!("x".repeat(length)));
    add(&admin, endless(300 * 1024)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    add(&n8n, endless(3 * 1024 * 1024)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    assert_eq!(count(&app.db).await, 0);
}

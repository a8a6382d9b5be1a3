//! Validation of a record: all invalid fields are reported at once, and nothing is stored.

use serde_json::{Value, json};

use super::records::{PEOPLE, add, added, change_any, count, etag_of, everything, marie, marie_with, read};
use crate::support::app::TestApp;

#[tokio::test]
async fn somebody_who_can_not_be_reached_is_422() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for body in [
        json!({ "nom": "Dumitru", "prenom": "Marie" }),
        json!({ "nom": "Dumitru", "email": "  ", "telephone": "" }),
        json!({ "nom": "Dumitru", "email": null, "telephone": null, "emails": [], "telephones": [] }),
    ] {
        add(&n8n, body).await.expect_field("email", "CONTACT_REQUIS");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn somebody_has_a_name() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    add(&n8n, json!({ "email": "marie@exemple.fr" })).await.expect_field("nom", "CHAMP_REQUIS");
    for nom in ["", "   ", "\u{a0}\t"] {
        add(&n8n, marie_with("nom", json!(nom))).await.expect_field("nom", "CHAMP_REQUIS");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_name_has_a_hundred_characters_at_the_most_whatever_they_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for field in ["nom", "prenom", "ville"] {
        add(&admin, marie_with(field, json!("💎".repeat(101)))).await.expect_field(field, "LONGUEUR");
    }
    assert_eq!(count(&app.db).await, 0);
    let mut body = marie_with("nom", json!("💎".repeat(100)));
    body["prenom"] = json!(format!("  {}  ", "é".repeat(100)));
    add(&admin, body).await.expect(201);
}

#[tokio::test]
async fn the_other_texts_have_their_limits() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (field, limit) in [("adresse", 200), ("codePostal", 20), ("resumeIa", 20_000)] {
        add(&admin, marie_with(field, json!("x".repeat(limit + 1)))).await.expect_field(field, "LONGUEUR");
        add(&admin, marie_with(field, json!("x".repeat(limit)))).await;
    }
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn control_characters_are_no_part_of_a_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for character in ['\n', '\r', '\t', '\u{1}', '\u{1b}', '\u{7f}', '\u{85}'] {
        for field in ["nom", "prenom", "adresse", "codePostal", "ville"] {
            let body = marie_with(field, json!(format!("Du{character}mi")));
            add(&admin, body).await.expect_field(field, "CARACTERE_INTERDIT");
        }
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn nobody_is_added_as_a_candidate() {
    let app = TestApp::start().await;
    for client in [app.n8n_client(), app.admin().await] {
        let body = marie_with("statutProspect", json!("CANDIDAT"));
        add(&client, body).await.expect_field("statutProspect", "STATUT_INTERDIT");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_formation_that_is_not_in_the_catalogue_is_422() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for code in ["INCONNUE", "cap_bj", "CAP_BJ'", "%", "💎"] {
        let body = marie_with("formationSouhaitee", json!(code));
        add(&n8n, body).await.expect_field("formationSouhaitee", "FORMATION_INCONNUE");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_code_that_is_none_is_422_with_its_field() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for field in ["statutProspect", "modeFinancement", "source"] {
        for code in [" ", "INCONNU", "nouveau", "cpf"] {
            add(&n8n, marie_with(field, json!(code))).await.expect_field(field, "VALEUR_INCONNUE");
        }
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn null_absent_and_the_empty_text_are_one_in_every_optional_field() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let fields = [
        "prenom",
        "emails",
        "telephone",
        "telephones",
        "adresse",
        "codePostal",
        "ville",
        "formationSouhaitee",
        "modeFinancement",
        "statutProspect",
        "source",
        "resumeIa",
    ];
    let mut without = json!({ "nom": "Dumitru", "email": "marie@exemple.fr" });
    let id = added(&n8n, without.clone()).await;
    let expected = read(&app.admin().await, &id).await.body;
    for (at, none) in [Value::Null, json!("")].into_iter().enumerate() {
        for field in fields {
            without[field] = none.clone();
        }
        without["email"] = json!(format!("marie{at}@exemple.fr"));
        let answer = add(&n8n, without.clone()).await;
        // The single field gives the address, which distinguishes them.
        for field in fields.into_iter().filter(|field| *field != "emails") {
            assert_eq!(answer.expect(201).body[field], expected[field], "{field}: {none}");
        }
    }
}

#[tokio::test]
async fn a_machine_may_write_numbers_as_numbers_and_one_value_as_a_list_of_one() {
    let app = TestApp::start().await;
    let body = json!({ "nom": "Dumitru", "emails": "marie@exemple.fr", "telephones": [639_980_001, null],
        "codePostal": 44_000, "resumeIa": { "souhait": "CAP" } });
    let record = add(&app.n8n_client(), body).await.expect(201).body.clone();
    assert_eq!(record["emails"], json!(["marie@exemple.fr"]));
    assert_eq!(record["telephones"], json!(["+33639980001"]));
    assert_eq!(record["codePostal"], "44000");
    assert_eq!(record["resumeIa"], r#"{"souhait":"CAP"}"#);
}

#[tokio::test]
async fn long_texts_and_control_characters_of_a_machine_lose_nobody() {
    let app = TestApp::start().await;
    let body = json!({ "nom": "Dumitru\r\n", "email": "marie@exemple.fr", "ville": "V".repeat(101),
        "adresse": "12 rue\tdes Lilas", "resumeIa": "Veut un CAP." });
    let record = add(&app.n8n_client(), body).await.expect(201).body.clone();
    assert_eq!((&record["nom"], &record["adresse"]), (&json!("Dumitru"), &json!("12 rue des Lilas")));
    assert_eq!(record["ville"], format!("{}…", "V".repeat(99)));
    let note = "[À l’enregistrement : « ville » coupé à 100 caractères.]";
    assert_eq!(record["resumeIa"], format!("Veut un CAP.\n{note}"));
}

#[tokio::test]
async fn a_change_of_a_machine_is_read_as_generously_as_the_person_that_it_adds() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let id = added(&n8n, marie_with("resumeIa", json!("Veut un CAP."))).await;
    let body = json!({ "nom": 1_234, "prenom": null, "codePostal": 75_011, "idResponsable": "1",
        "telephones": [639_980_001, null], "adresse": "12 rue\tdes Lilas", "ville": "V".repeat(101),
        "relanceLe": "2026-11-10", "relanceObjet": "O".repeat(201) });
    let first = change_any(&n8n, &id, body.clone()).await;
    let record = &first.expect(200).body;
    assert_eq!((&record["nom"], &record["prenom"]), (&json!("1234"), &json!("")));
    assert_eq!((&record["codePostal"], &record["idResponsable"]), (&json!("75011"), &json!(1)));
    assert_eq!(
        (&record["telephones"], &record["adresse"]),
        (&json!(["+33639980001"]), &json!("12 rue des Lilas"))
    );
    assert_eq!(record["ville"], format!("{}…", "V".repeat(99)));
    assert_eq!(record["relanceObjet"], format!("{}…", "O".repeat(199)));
    let note =
        "[À l’enregistrement : « ville » coupé à 100 caractères, « relanceObjet » coupé à 200 caractères.]";
    assert_eq!(record["resumeIa"], format!("Veut un CAP.\n{note}"));
    // A repeated request changes nothing.
    let again = change_any(&n8n, &id, body).await;
    assert_eq!((&again.expect(200).body, etag_of(&again)), (record, etag_of(&first)));
    let summary = change_any(&n8n, &id, json!({ "resumeIa": "é".repeat(20_001), "idResponsable": "" })).await;
    let record = &summary.expect(200).body;
    assert!(
        record["resumeIa"]
            .as_str()
            .unwrap()
            .ends_with("[À l’enregistrement : « resume » coupé à 20000 caractères.]")
    );
    assert_eq!(record["idResponsable"], json!(null));
    for (field, value) in
        [("idResponsable", json!("trois")), ("idResponsable", json!(1.5)), ("nom", json!(null))]
    {
        change_any(&n8n, &id, json!({ field: value })).await.expect_field(field, "TYPE_INVALIDE");
    }
    change_any(&admin, &id, json!({ "ville": "V".repeat(101) })).await.expect_field("ville", "LONGUEUR");
}

#[tokio::test]
async fn of_a_field_that_comes_twice_the_last_one_counts_for_a_machine_and_a_person_is_told() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let twice = r#"{ "nom": "Dumitru", "email": "marie@exemple.fr", "ville": "Metz", "ville": "Nancy" }"#;
    admin.post_text(PEOPLE, twice).await.expect_field("ville", "UN_SEUL");
    let answer = n8n.post_text(PEOPLE, twice).await;
    assert_eq!(answer.expect(201).body["ville"], "Nancy");
}

#[tokio::test]
async fn a_code_of_the_wrong_type_is_no_malformed_json() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for field in ["statutProspect", "modeFinancement", "source"] {
        for value in [json!(12), json!(true), json!(["AUTRE"])] {
            add(&n8n, marie_with(field, value)).await.expect_field(field, "TYPE_INVALIDE");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_422_with_its_place() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let endless = format!("{}@exemple.fr", "a".repeat(289));
    for email in ["marie", "marie@exemple", "a@b@c.fr", "marie@-exemple.fr", "marie d@exemple.fr", &endless] {
        add(&n8n, marie_with("email", json!(email))).await.expect_field("email", "EMAIL_INVALIDE");
        let emails = json!(["bureau@exemple.fr", "", email]);
        add(&n8n, marie_with("emails", emails)).await.expect_field("emails[2]", "EMAIL_INVALIDE");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_number_that_is_none_is_422_with_its_place() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for number in ["12", "bonjour", "06 39 98 00", "+999 1234567"] {
        add(&n8n, marie_with("telephone", json!(number)))
            .await
            .expect_field("telephone", "TELEPHONE_INVALIDE");
        let numbers = json!(["06 39 98 00 01", number]);
        let answer = add(&n8n, marie_with("telephones", numbers)).await;
        answer.expect_field("telephones[1]", "TELEPHONE_INVALIDE");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_number_with_digits_too_many_is_422() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for number in ["06 39 98 00 01 0", "06 39 98 00 01 02", "+33 6 39 98 00 01 02 03 04"] {
        add(&n8n, marie_with("telephone", json!(number)))
            .await
            .expect_field("telephone", "TELEPHONE_INVALIDE");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn an_address_that_is_wrong_is_not_told_as_missing() {
    let app = TestApp::start().await;
    let answer = add(&app.n8n_client(), json!({ "nom": "Dumitru", "email": "marie" })).await;
    answer.expect_field("email", "EMAIL_INVALIDE");
    assert_eq!(answer.body["erreurs"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn ten_addresses_and_ten_numbers_are_enough() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emails = |n: usize| (0..n).map(|rank| format!("marie{rank}@exemple.fr")).collect::<Vec<_>>();
    let numbers = |n: usize| (0..n).map(|rank| format!("06 39 98 00 {rank:02}")).collect::<Vec<_>>();
    let body = json!({ "nom": "Dumitru", "emails": emails(11), "telephones": numbers(11) });
    let answer = add(&n8n, body).await;
    answer.expect_field("emails[10]", "TROP_LONG").expect_field("telephones[10]", "TROP_LONG");
    assert_eq!(count(&app.db).await, 0);
    add(&n8n, json!({ "nom": "Dumitru", "emails": emails(10), "telephones": numbers(10) })).await.expect(201);
}

#[tokio::test]
async fn every_field_at_fault_is_told_at_once() {
    let app = TestApp::start().await;
    let body = json!({
        "nom": "", "prenom": "x".repeat(101), "email": "marie", "telephone": "12", "ville": "Ly\non",
        "formationSouhaitee": "INCONNUE", "statutProspect": "CANDIDAT",
    });
    // Long or multi-line texts from n8n are repaired instead.
    for (client, at_fault) in [(app.n8n_client(), 5), (app.admin().await, 7)] {
        let answer = add(&client, body.clone()).await;
        if at_fault == 7 {
            answer.expect_field("prenom", "LONGUEUR").expect_field("ville", "CARACTERE_INTERDIT");
        }
        answer.expect_field("nom", "CHAMP_REQUIS").expect_field("statutProspect", "STATUT_INTERDIT");
        answer.expect_field("email", "EMAIL_INVALIDE").expect_field("telephone", "TELEPHONE_INVALIDE");
        answer.expect_field("formationSouhaitee", "FORMATION_INCONNUE");
        assert_eq!(answer.body["detail"], format!("{at_fault} champs sont à corriger."));
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_change_is_held_to_the_same_rules_and_told_everything_at_once() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    let body = json!({
        "nom": " ", "prenom": "x".repeat(101), "emails": ["bureau@exemple.fr", "marie"], "telephones": ["12"],
        "ville": "Ly\non", "formationSouhaitee": "INCONNUE", "statutProspect": "CANDIDAT", "codePostal": "x".repeat(21),
    });
    let by_both = [
        ("nom", "CHAMP_REQUIS"),
        ("emails[1]", "EMAIL_INVALIDE"),
        ("telephones[0]", "TELEPHONE_INVALIDE"),
        ("statutProspect", "STATUT_INTERDIT"),
        ("formationSouhaitee", "FORMATION_INCONNUE"),
    ];
    let by_people = [("prenom", "LONGUEUR"), ("ville", "CARACTERE_INTERDIT"), ("codePostal", "LONGUEUR")];
    for (client, told) in [(n8n, by_both.to_vec()), (app.admin().await, [&by_both[..], &by_people].concat())]
    {
        let answer = change_any(&client, &id, body.clone()).await;
        for (field, code) in &told {
            answer.expect_field(field, code);
        }
        assert_eq!(answer.body["erreurs"].as_array().unwrap().len(), told.len(), "{}", answer.body);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_summary_has_as_many_lines_as_it_needs() {
    let app = TestApp::start().await;
    let summary = "Souhaite se former.\n\n- CPF\n\t- « mars » 💎";
    let id = added(&app.n8n_client(), marie_with("resumeIa", json!(format!("\n{summary}\n")))).await;
    assert_eq!(read(&app.admin().await, &id).await.body["resumeIa"], summary);
}

#[tokio::test]
async fn no_error_shows_what_is_inside() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for body in [marie_with("nom", json!(null)), marie_with("source", json!("x")), json!([]), Value::Null] {
        let text = add(&n8n, body).await.expect_problem(422, "VALIDATION").body.to_string();
        for inside in ["serde", "expected", "struct", "SELECT", "postgres", ".rs", "NewProspect"] {
            assert!(!text.contains(inside), "{inside}: {text}");
        }
    }
}

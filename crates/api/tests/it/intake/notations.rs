//! Notations of addresses and numbers: each finds its record, for a returning person, in a search, and on the
//! opposition list.

use serde_json::json;

use super::records::{add, added, count, read};
use crate::reading::rows::found;
use crate::support::app::TestApp;

const KEY: &str = "une clé de trente-deux caractères au moins pour les tests";

/// A normalised number with its notations.
const NUMBERS: [(&str, &[&str]); 3] = [
    (
        "+33639980201",
        &[
            "06 39 98 02 01",
            "0639980201",
            "06.39.98.02.01",
            "06/39/98/02/01",
            "(06) 39 98 02 01",
            "+33 (0)6 39 98 02 01",
            "0033 6 39 98 02 01",
            "tel:+33639980201",
            "Tél. : 06 39 98 02 01",
            "\u{202A}06\u{a0}39\u{202F}98 02 01\u{202C}",
            "０６３９９８０２０１",
            "06\u{2011}39\u{2011}98\u{2011}02\u{2011}01",
        ],
    ),
    (
        "+262692550101",
        &["0692 55 01 01", "+262 692 55 01 01", "00262 (0)692 55 01 01", "+33 692 55 01 01", "0033692550101"],
    ),
    ("+590690550101", &["0690.55.01.01", "+590690550101", "+33 (0)690 55 01 01"]),
];

/// A normalised address with its notations.
const EMAILS: [(&str, &[&str]); 2] = [
    (
        "lea.petit@exemple.example",
        &[
            "Léa Petit <LEA.petit@exemple.example>",
            "mailto:lea.petit@exemple.example",
            "lea.petit@exemple.example;",
            "lea.\u{200B}petit@exemple.example",
            "lea.petit@ｅｘｅｍｐｌｅ.example",
        ],
    ),
    ("lea@école.example", &["lea@e\u{301}cole.example", "lea@xn--cole-9oa.example", "LEA@ÉCOLE.example"]),
];

#[tokio::test]
async fn a_number_in_any_notation_is_one_person() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    for (number, (form, notations)) in NUMBERS.into_iter().enumerate() {
        let id = added(&n8n, json!({ "nom": "Petit", "telephone": form })).await;
        for typed in notations {
            add(&n8n, json!({ "nom": "Petit", "telephone": typed })).await.expect(200);
            assert_eq!(found(&admin, &[("recherche", typed)]).await, [id.as_str()], "{typed}");
        }
        assert_eq!(read(&admin, &id).await.body["telephones"], json!([form]));
        assert_eq!(count(&app.db).await, i64::try_from(number).unwrap() + 1);
    }
}

#[tokio::test]
async fn an_address_in_any_notation_is_one_person() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    for (form, notations) in EMAILS {
        let id = added(&n8n, json!({ "nom": "Petit", "prenom": "Léa", "email": form })).await;
        for typed in notations {
            add(&n8n, json!({ "nom": "Petit", "prenom": "Léa", "email": typed })).await.expect(200);
            assert_eq!(found(&admin, &[("recherche", typed)]).await, [id.as_str()], "{typed}");
        }
        assert_eq!(read(&admin, &id).await.body["emails"], json!([form]));
    }
}

#[tokio::test]
async fn a_part_of_a_number_finds_it_in_every_territory() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    for (form, parts) in [
        ("+33639980201", ["06 39 98 02", "+33 6 39 98", "0033 (0)6 39 98", "98 02 01"]),
        ("+262692550101", ["0692 55", "+262 692", "+33 (0)692 55", "55 01 01"]),
    ] {
        let id = added(&n8n, json!({ "nom": "Petit", "telephone": form })).await;
        for part in parts {
            assert!(found(&admin, &[("recherche", part)]).await.contains(&id), "{part}");
        }
    }
}

#[tokio::test]
async fn who_is_opposed_is_known_in_any_notation() {
    let app = TestApp::setup().set("RGPD_HMAC_KEY", KEY).start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    for (form, notations) in NUMBERS {
        admin.post("/api/rgpd/oppositions", json!({ "telephone": form })).await.expect(201);
        for typed in notations {
            let answer = admin.post("/api/rgpd/oppositions", json!({ "telephone": typed })).await;
            assert_eq!(answer.expect(200).body["dejaInscrite"], true, "{typed}");
            let person = json!({ "nom": "Petit", "telephone": typed });
            add(&n8n, person).await.expect_problem(409, "OPPOSITION");
        }
    }
    for (form, notations) in EMAILS {
        admin.post("/api/rgpd/oppositions", json!({ "email": form })).await.expect(201);
        for typed in notations {
            add(&n8n, json!({ "nom": "Petit", "email": typed })).await.expect_problem(409, "OPPOSITION");
        }
    }
}

#[tokio::test]
async fn who_was_opposed_under_a_former_reading_stays_opposed() {
    let app = TestApp::setup().set("RGPD_HMAC_KEY", KEY).start().await;
    // As stored by versions that did not distinguish territories and domains.
    for (nature, value) in [("TELEPHONE", "+33692550101"), ("EMAIL", "lea@xn--cole-9oa.example")] {
        app.db
            .execute(&format!(
                "INSERT INTO oppositions (empreinte, date_opposition) VALUES ('\\x{}', now())",
                fingerprint(nature, value)
            ))
            .await;
    }
    let n8n = app.n8n_client();
    for contact in [
        json!({ "nom": "Petit", "telephone": "+262 692 55 01 01" }),
        json!({ "nom": "Petit", "telephone": "0692 55 01 01" }),
        json!({ "nom": "Petit", "email": "lea@école.example" }),
    ] {
        add(&n8n, contact).await.expect_problem(409, "OPPOSITION");
    }
}

fn fingerprint(nature: &str, value: &str) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    let bytes = mac.chain_update(nature).chain_update([0]).chain_update(value).finalize().into_bytes();
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[tokio::test]
async fn a_letter_in_a_number_is_422() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for typed in ["06 39 98 OO 14", "0639980O15", "06 39 98 00 AB"] {
        let answer = add(&n8n, json!({ "nom": "Petit", "telephone": typed })).await;
        answer.expect_field("telephone", "TELEPHONE_INVALIDE");
    }
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn a_name_that_nobody_sees_is_none() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for nom in ["\u{200b}", "\u{3164}", "\u{2800}", "\u{ad}\u{a0}", "\u{202E}\u{E0041}"] {
        let answer = add(&n8n, json!({ "nom": nom, "email": "lea@exemple.example" })).await;
        answer.expect_field("nom", "CHAMP_REQUIS");
    }
    let person = json!({ "nom": "Mar\u{200b}tin\u{202E}", "prenom": "Chloe\u{301} \u{a0}Anne", "email": "c@exemple.example" });
    let id = added(&n8n, person).await;
    let admin = app.admin().await;
    let kept = read(&admin, &id).await;
    assert_eq!((&kept.body["nom"], &kept.body["prenom"]), (&json!("Martin"), &json!("Chloé Anne")));
    for typed in ["martin", "mar\u{200b}tin", "Martin, Chloé", "chloé-anne", "\"Martin Chloé\"", "(martin)"]
    {
        assert_eq!(found(&admin, &[("recherche", typed)]).await, [id.as_str()], "{typed}");
    }
}

//! Recording of emails exchanged elsewhere, each counted once.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::records::{added, everything, log, marie, read, received, received_with, received_without};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Returns the emails of a prospect, newest first.
async fn history(admin: &Client, id: &str) -> Vec<Value> {
    let answer = admin.get(&format!("/api/prospects/{id}/emails")).await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the number of emails, and the dates of the first and last contact.
async fn contacts(admin: &Client, id: &str) -> (i64, String, String) {
    let record = read(admin, id).await.body;
    let date = |field: &str| record[field].as_str().unwrap().to_owned();
    (record["nbEchanges"].as_i64().unwrap(), date("datePremierContact"), date("dateDernierContact"))
}

#[tokio::test]
async fn an_email_is_written_down_whole_and_shown_in_the_history() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let answer = log(&n8n, &id, received()).await;
    let email = &answer.expect(201).body;
    let expected = json!({
        "idEmail": email["idEmail"], "sens": "ENTRANT", "objet": "Renseignements", "resume": "Demande les dates.",
        "contenu": "Bonjour, quand ?", "expediteur": "marie@exemple.fr", "destinataire": "admissions@ecole.example",
        "dateEnvoi": "2026-11-04T17:30:00Z",
    });
    assert_eq!(*email, expected);
    assert_eq!(history(&app.admin().await, &id).await, [expected]);
}

#[tokio::test]
async fn what_an_email_lacks_is_null_and_its_date_is_now() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    app.advance(TimeDelta::minutes(7));
    let body = json!({ "sens": "SORTANT", "expediteur": " admissions@ecole.example ", "destinataire": "marie@exemple.fr" });
    let answer = log(&n8n, &id, body).await;
    let email = &answer.expect(201).body;
    for field in ["objet", "resume", "contenu"] {
        assert_eq!(email.get(field), Some(&Value::Null), "{field}");
    }
    assert_eq!(
        (&email["dateEnvoi"], &email["expediteur"]),
        (&json!("2026-11-05T09:07:00Z"), &json!("admissions@ecole.example"))
    );
}

#[tokio::test]
async fn the_same_message_again_is_the_same_email_and_is_counted_once() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let first = log(&n8n, &id, received()).await.expect(201).body.clone();
    let before = everything(&app.db).await;
    for body in [
        received(),
        received_with("objet", json!("Autre")),
        received_with("messageId", json!(" <1@exemple.fr> ")),
    ] {
        assert_eq!(log(&n8n, &id, body).await.expect(200).body, first);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn the_same_message_twenty_times_at_the_same_instant_is_one_email() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let answers = futures_util::future::join_all((0..20).map(|_| log(&n8n, &id, received()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 19);
    let admin = app.admin().await;
    assert_eq!((history(&admin, &id).await.len(), contacts(&admin, &id).await.0), (1, 1));
}

#[tokio::test]
async fn the_same_message_to_another_person_is_another_email() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let marie = added(&n8n, marie()).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let first = log(&n8n, &marie, received()).await.expect(201).body["idEmail"].clone();
    let second = log(&n8n, &paul, received()).await.expect(201).body["idEmail"].clone();
    assert_ne!(first, second);
    let admin = app.admin().await;
    assert_eq!((contacts(&admin, &marie).await.0, contacts(&admin, &paul).await.0), (1, 1));
}

#[tokio::test]
async fn emails_without_a_message_id_are_each_their_own() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for _ in 0..2 {
        log(&n8n, &id, received_without("messageId")).await.expect(201);
        log(&n8n, &id, received_with("messageId", Value::Null)).await.expect(201);
    }
    assert_eq!(contacts(&app.admin().await, &id).await.0, 4);
}

#[tokio::test]
async fn a_message_id_that_was_not_filled_in_is_none_and_the_summary_says_so() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for message_id in ["undefined", "undefined", "null", "[object Object]", "={{ $json.messageId }}"] {
        let answer = log(&n8n, &id, received_with("messageId", json!(message_id))).await;
        let resume = &answer.expect(201).body["resume"];
        assert!(resume.as_str().unwrap().contains("« messageId » ignoré"), "{resume}");
    }
    assert_eq!(contacts(&app.admin().await, &id).await.0, 5);
}

#[tokio::test]
async fn the_last_contact_follows_whoever_wrote() {
    for sens in ["ENTRANT", "SORTANT"] {
        let app = TestApp::start().await;
        let n8n = app.n8n_client();
        let id = added(&n8n, marie()).await;
        app.advance(TimeDelta::hours(1));
        let mut body = received_with("dateEnvoi", json!("2026-11-05T09:30:00Z"));
        body["sens"] = json!(sens);
        log(&n8n, &id, body).await.expect(201);
        let expected = (1, "2026-11-05T09:00:00Z".to_owned(), "2026-11-05T09:30:00Z".to_owned());
        assert_eq!(contacts(&app.admin().await, &id).await, expected, "{sens}");
    }
}

#[tokio::test]
async fn an_older_email_moves_the_first_contact_back_and_not_the_last() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    log(&n8n, &id, received_with("dateEnvoi", json!("2025-06-01T08:00:00Z"))).await.expect(201);
    let expected = (1, "2025-06-01T08:00:00Z".to_owned(), "2026-11-05T09:00:00Z".to_owned());
    assert_eq!(contacts(&app.admin().await, &id).await, expected);
}

#[tokio::test]
async fn emails_that_come_out_of_order_are_shown_in_order() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for day in [3, 1, 2] {
        let mut body = received_with("dateEnvoi", json!(format!("2026-11-0{day}T08:00:00Z")));
        body["messageId"] = json!(format!("<{day}@exemple.fr>"));
        log(&n8n, &id, body).await.expect(201);
    }
    let dates: Vec<_> =
        history(&app.admin().await, &id).await.into_iter().map(|email| email["dateEnvoi"].clone()).collect();
    assert_eq!(dates, ["2026-11-03T08:00:00Z", "2026-11-02T08:00:00Z", "2026-11-01T08:00:00Z"]);
}

#[tokio::test]
async fn an_instant_may_be_written_in_any_zone() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let answer = log(&n8n, &id, received_with("dateEnvoi", json!("2026-11-04T18:30:00.5+01:00"))).await;
    assert_eq!(answer.expect(201).body["dateEnvoi"], "2026-11-04T17:30:00.500Z");
}

#[tokio::test]
async fn an_email_of_the_future_is_of_now_and_its_summary_says_so() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for date in ["2026-11-05T09:05:01Z", "2026-11-06T09:00:00Z", "9999-12-31T23:59:59Z"] {
        let mut body = received_with("dateEnvoi", json!(date));
        body["messageId"] = json!(date);
        let answer = log(&n8n, &id, body).await;
        assert_eq!(answer.expect(201).body["dateEnvoi"], "2026-11-05T09:00:00Z");
        let note =
            format!("[À l’enregistrement : date future ({date}) ramenée à celle de l’enregistrement.]");
        assert_eq!(answer.body["resume"], format!("Demande les dates.\n{note}"));
    }
    // A small clock skew needs no note.
    let answer = log(&n8n, &id, received_with("dateEnvoi", json!("2026-11-05T09:05:00Z"))).await;
    assert_eq!(answer.expect(201).body["dateEnvoi"], "2026-11-05T09:00:00Z");
    assert_eq!(answer.body["resume"], "Demande les dates.");
    assert_eq!(contacts(&app.admin().await, &id).await.2, "2026-11-05T09:00:00Z");
}

#[tokio::test]
async fn a_date_may_be_written_as_mail_writes_it() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let answer = log(&n8n, &id, received_with("dateEnvoi", json!("Wed, 04 Nov 2026 18:30:00 +0100"))).await;
    assert_eq!(answer.expect(201).body["dateEnvoi"], "2026-11-04T17:30:00Z");
}

#[tokio::test]
async fn what_is_no_date_is_422() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    for date in [
        " ",
        "hier",
        "2026-11-04",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-04T17:30:00",
        "04/11/2026 17:30",
        "1762277400",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "-262143-01-01T00:00:00Z",
        "+262142-01-01T00:00:00Z",
    ] {
        log(&n8n, &id, received_with("dateEnvoi", json!(date)))
            .await
            .expect_field("dateEnvoi", "DATE_INVALIDE");
    }
    log(&n8n, &id, received_with("dateEnvoi", json!(1_762_277_400)))
        .await
        .expect_field("dateEnvoi", "TYPE_INVALIDE");
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn an_email_of_an_unknown_prospect_is_404() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    for id in ["PROS_999999", "PROS_", "12", "PROS_1%00"] {
        log(&n8n, id, received()).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn a_field_that_is_missing_or_wrong_is_422_with_its_name() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let before = everything(&app.db).await;
    for field in ["sens", "expediteur", "destinataire"] {
        log(&n8n, &id, received_without(field)).await.expect_field(field, "CHAMP_REQUIS");
    }
    for (field, value, code) in [
        ("sens", json!("entrant"), "VALEUR_INCONNUE"),
        ("expediteur", json!(""), "CHAMP_REQUIS"),
        ("expediteur", json!("   "), "CHAMP_REQUIS"),
        ("destinataire", json!([]), "CHAMP_REQUIS"),
        ("destinataire", json!(null), "CHAMP_REQUIS"),
    ] {
        log(&n8n, &id, received_with(field, value)).await.expect_field(field, code);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn several_fields_at_fault_are_told_at_once() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let mut body = received_with("destinataire", json!(" "));
    body["expediteur"] = json!("");
    let answer = log(&n8n, &id, body).await;
    answer.expect_field("destinataire", "CHAMP_REQUIS").expect_field("expediteur", "CHAMP_REQUIS");
}

#[tokio::test]
async fn no_email_is_lost_over_its_length_or_the_form_of_its_fields() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let twenty: Vec<String> = (0..20).map(|rank| format!("destinataire-{rank:02}@exemple.fr")).collect();
    let joined = twenty.join(", ");
    let long = |kept: String, champ: &str, limit: usize| {
        (
            json!(kept),
            json!(format!(
                "Demande les dates.\n[À l’enregistrement : « {champ} » coupé à {limit} caractères.]"
            )),
        )
    };
    let as_is = |kept: &str| (json!(kept), json!("Demande les dates."));
    let cut = |text: &str, limit: usize| format!("{}…", text.chars().take(limit - 1).collect::<String>());
    for (field, value, (kept, resume)) in [
        ("destinataire", json!(twenty), long(cut(&joined, 320), "destinataire", 320)),
        ("destinataire", json!(joined), long(cut(&joined, 320), "destinataire", 320)),
        ("destinataire", json!(["a@exemple.fr", "b@exemple.fr"]), as_is("a@exemple.fr, b@exemple.fr")),
        ("expediteur", json!("Marie\r\n <marie@exemple.fr>"), as_is("Marie <marie@exemple.fr>")),
        ("objet", json!("é".repeat(1_001)), long(cut(&"é".repeat(1_001), 1_000), "objet", 1_000)),
        ("contenu", json!("é".repeat(300_000)), long(cut(&"é".repeat(300_000), 200_000), "contenu", 200_000)),
        ("contenu", json!(12), as_is("12")),
    ] {
        let mut body = received_with(field, value);
        body.as_object_mut().unwrap().remove("messageId");
        let answer = log(&n8n, &id, body).await;
        assert_eq!(answer.expect(201).body[field], kept, "{field}");
        assert_eq!(answer.body["resume"], resume, "{field}");
    }
}

#[tokio::test]
async fn a_message_id_is_compared_without_brackets_and_case() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let first = log(&n8n, &id, received()).await.expect(201).body.clone();
    for same in ["1@exemple.fr", "<1@EXEMPLE.fr>", " < 1@exemple.fr >"] {
        assert_eq!(log(&n8n, &id, received_with("messageId", json!(same))).await.expect(200).body, first);
    }
    // Recorded before: with angle brackets, without, and in another case, in any order.
    app.db.execute("UPDATE historique_emails SET message_id = '1@Exemple.fr'").await;
    assert_eq!(log(&n8n, &id, received()).await.expect(200).body, first);
    assert_eq!(contacts(&app.admin().await, &id).await.0, 1);
    log(&n8n, &id, received_with("messageId", json!("<11@exemple.fr>"))).await.expect(201);
}

#[tokio::test]
async fn an_endless_message_id_is_one_email_all_the_same() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let body = received_with("messageId", json!("💎".repeat(5_000)));
    let first = log(&n8n, &id, body.clone()).await.expect(201).body["idEmail"].clone();
    assert_eq!(log(&n8n, &id, body).await.expect(200).body["idEmail"], first);
    for none in [json!(""), json!(" "), json!(null)] {
        log(&n8n, &id, received_with("messageId", none)).await.expect(201);
    }
}

#[tokio::test]
async fn n8n_may_send_more_than_we_know_and_a_browser_may_not() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let body = received_with("piecesJointes", json!([{ "nom": "cv.pdf" }]));
    log(&app.admin().await, &id, body.clone()).await.expect_field("piecesJointes", "CHAMP_INCONNU");
    log(&app.n8n_client(), &id, body).await.expect(201);
}

#[tokio::test]
async fn a_body_is_kept_as_it_was_written() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let contenu = "Bonjour,\r\n\r\nL’été 💎 « d'or » e\u{301} <b>\tÀ bientôt  \n";
    log(&n8n, &id, received_with("contenu", json!(contenu))).await.expect(201);
    assert_eq!(history(&app.admin().await, &id).await[0]["contenu"], contenu);
    let strange = r#"{"sens":"ENTRANT","expediteur":"a@exemple.fr","destinataire":"b@exemple.fr",
        "contenu":"Quota \ud83d, nul \u0000"}"#;
    let answer = n8n.post_text(&format!("/api/prospects/{id}/emails"), strange).await;
    assert_eq!(answer.expect(201).body["contenu"], "Quota \u{fffd}, nul \u{fffd}");
    // NUL from a person is an error.
    let nul = received_with("contenu", json!("a\u{0}b"));
    log(&app.admin().await, &id, nul).await.expect_problem(400, "REQUETE_INVALIDE");
}

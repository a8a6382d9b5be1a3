//! Reports of n8n's error workflow.

use serde_json::{Value, json};

use super::rows::{JOURNAL, entry, failed_action, running_action};
use crate::support::app::{API_KEY, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::data;

/// Returns a report with one field added or replaced.
fn report(field: &str, value: Value) -> Value {
    let mut body = json!({ "nomWorkflow": "Import du salon", "nomNoeud": "Lire le tableur",
        "messageErreur": "Colonne absente", "donneesEntree": null, "severite": "ERREUR" });
    body[field] = value;
    body
}

async fn send(app: &TestApp, body: Value) -> Answer {
    app.n8n_client().post(JOURNAL, body).await
}

/// Returns the notifications of errors: title, priority, message, link.
async fn notifications(admin: &Client) -> Vec<Value> {
    let answer = admin.get("/api/notifications").await;
    let all = answer.expect(200).body["data"].as_array().unwrap().clone();
    all.into_iter().filter(|one| one["categorie"] == "SYSTEM").collect()
}

async fn entries(app: &TestApp) -> i64 {
    app.db.count("SELECT count(*) AS count FROM journal_erreurs").await
}

#[tokio::test]
async fn a_report_is_an_entry_and_its_address() {
    let app = TestApp::start().await;
    let answer = send(&app, report("donneesEntree", json!({ "ligne": 12 }))).await;
    let id = answer.expect(201).body["id"].as_i64().unwrap();
    assert_eq!(answer.headers["location"], format!("{JOURNAL}/{id}"));
    let expected = json!({
        "id": id, "dateErreur": "2026-11-05T09:00:00Z", "nomWorkflow": "Import du salon",
        "nomNoeud": "Lire le tableur", "messageErreur": "Colonne absente", "donneesEntree": { "ligne": 12 },
        "severite": "ERREUR", "resolu": false, "resoluPar": null, "dateResolution": null, "idConversion": null,
        "idProspect": null, "nomProspect": null, "typeAction": null, "relancable": false,
    });
    assert_eq!(answer.body, expected);
    assert_eq!(entry(&app.admin().await, id).await, expected);
}

#[tokio::test]
async fn the_same_report_twice_is_two_entries() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        send(&app, report("severite", json!("INFO"))).await.expect(201);
    }
    assert_eq!(entries(&app).await, 2);
}

#[tokio::test]
async fn what_is_optional_may_be_absent_and_what_is_unknown_is_ignored() {
    let app = TestApp::start().await;
    let body = json!({ "nomWorkflow": "  Tri ", "messageErreur": " Quota ", "nomNoeud": " ", "execution": { "id": "7" },
        "resolu": true });
    let answer = send(&app, body).await;
    let entry = &answer.expect(201).body;
    assert_eq!(entry["severite"], "ERREUR");
    assert_eq!(entry["nomWorkflow"], "Tri");
    assert_eq!(entry["messageErreur"], "Quota");
    assert_eq!((&entry["nomNoeud"], &entry["donneesEntree"]), (&Value::Null, &Value::Null));
    assert_eq!(entry["resolu"], false);
}

#[tokio::test]
async fn a_report_of_a_known_action_is_linked_to_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (prospect, action) = failed_action(&app, &admin).await;
    for id in [json!(action), json!(action.to_string()), json!(format!("{action}.0"))] {
        let answer = send(&app, report("donneesEntree", json!({ "idConversion": id }))).await;
        let entry = &answer.expect(201).body;
        assert_eq!(entry["idConversion"], action, "{id}");
        assert_eq!(entry["idProspect"], prospect);
        assert_eq!(entry["typeAction"], "CONVERTIR_CANDIDAT");
        assert_eq!(entry["relancable"], true);
    }
}

#[tokio::test]
async fn a_report_of_no_known_action_is_kept_without_link() {
    let app = TestApp::start().await;
    running_action(&app, &app.admin().await).await;
    for id in [json!(424_242), json!("x"), json!(1.5), json!(-1), json!(u64::MAX), json!(null), json!([1])] {
        let answer = send(&app, report("donneesEntree", json!({ "idConversion": id }))).await;
        assert_eq!(answer.expect(201).body["idConversion"], Value::Null, "{id}");
        assert_eq!(answer.body["donneesEntree"], json!({ "idConversion": id }));
    }
    for free in [json!([1]), json!("texte"), json!(7), json!(true)] {
        let answer = send(&app, report("donneesEntree", free.clone())).await;
        assert_eq!(answer.expect(201).body["donneesEntree"], free);
    }
}

#[tokio::test]
async fn admins_are_told_of_errors_as_much_as_they_matter() {
    for (severite, priorite) in
        [("INFO", None), ("WARNING", None), ("ERREUR", Some("HAUTE")), ("CRITIQUE", Some("URGENTE"))]
    {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let answer = send(&app, report("severite", json!(severite))).await;
        let link = format!("/admin/logs?entree={}", answer.expect(201).body["id"]);
        let told = notifications(&admin).await;
        let Some(priorite) = priorite else {
            assert_eq!(told, Vec::<Value>::new(), "{severite}");
            continue;
        };
        assert_eq!(told.len(), 1, "{severite}");
        for (field, value) in [
            ("type", "ERREUR"),
            ("priorite", priorite),
            ("titre", "Erreur n8n"),
            ("message", "Import du salon : Colonne absente"),
            ("audience", "ADMIN"),
            ("lienAction", link.as_str()),
        ] {
            assert_eq!(told[0][field], value, "{severite} {field}");
        }
        let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
        assert_eq!(notifications(&trainer).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn an_error_of_a_known_action_is_not_told_twice() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (_, action) = running_action(&app, &admin).await;
    let mut body = report("donneesEntree", json!({ "idConversion": action }));
    body["severite"] = json!("CRITIQUE");
    send(&app, body).await.expect(201);
    assert_eq!(notifications(&admin).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_notification_shows_the_beginning_of_a_long_message() {
    let app = TestApp::start().await;
    let long = "é".repeat(10_000);
    let answer = send(&app, report("messageErreur", json!(long))).await;
    assert_eq!(answer.expect(201).body["messageErreur"], json!(long));
    let told = notifications(&app.admin().await).await;
    assert_eq!(told[0]["message"], format!("Import du salon : {}…", "é".repeat(199)));
}

#[tokio::test]
async fn a_report_is_taken_whole_or_not_at_all() {
    let app = TestApp::start().await;
    data::refuse_inserts(&app.db, "notifications").await;
    send(&app, report("severite", json!("ERREUR"))).await.expect_problem(500, "ERREUR_INTERNE");
    assert_eq!(entries(&app).await, 0);
    send(&app, report("severite", json!("INFO"))).await.expect(201);
}

#[tokio::test]
async fn what_a_report_does_not_say_is_said_to_be_missing() {
    let app = TestApp::start().await;
    for blank in [json!(null), json!(""), json!(" \t\n\u{a0}")] {
        let mut body = report("nomWorkflow", blank.clone());
        body["messageErreur"] = blank.clone();
        body["nomNoeud"] = blank.clone();
        body["severite"] = blank;
        let entry = send(&app, body).await.expect(201).body.clone();
        assert_eq!(entry["nomWorkflow"], "(sans nom)");
        assert_eq!(entry["messageErreur"], "(sans message)");
        assert_eq!((&entry["nomNoeud"], &entry["severite"]), (&Value::Null, &json!("ERREUR")));
    }
    assert_eq!(send(&app, json!({})).await.expect(201).body["messageErreur"], "(sans message)");
}

#[tokio::test]
async fn no_report_is_refused_for_what_its_fields_hold() {
    let app = TestApp::start().await;
    let cut = |limit: usize| format!("{}…", "x".repeat(limit - 1));
    for (field, value, kept) in [
        ("nomWorkflow", json!("x".repeat(201)), json!(cut(200))),
        ("nomWorkflow", json!(7), json!("7")),
        ("nomNoeud", json!("x".repeat(201)), json!(cut(200))),
        ("messageErreur", json!("x".repeat(10_001)), json!(cut(10_000))),
        ("messageErreur", json!({ "message": "Quota" }), json!(r#"{"message":"Quota"}"#)),
        ("messageErreur", json!("a\u{0}"), json!("a\u{fffd}")),
        ("donneesEntree", json!({ "a": "b\u{0}" }), json!({ "a": "b\u{fffd}" })),
        ("severite", json!("GRAVE"), json!("ERREUR")),
        ("severite", json!("error"), json!("ERREUR")),
        ("severite", json!("Warning"), json!("WARNING")),
        ("severite", json!("warn"), json!("WARNING")),
        ("severite", json!("critical"), json!("CRITIQUE")),
        ("severite", json!("fatal"), json!("CRITIQUE")),
        ("severite", json!("debug"), json!("INFO")),
        ("severite", json!(3), json!("ERREUR")),
        ("severite", json!(["INFO"]), json!("ERREUR")),
    ] {
        let answer = send(&app, report(field, value.clone())).await;
        assert_eq!(answer.expect(201).body[field], kept, "{field}: {value}");
    }
}

#[tokio::test]
async fn a_report_with_a_parameter_that_nobody_knows_is_kept_and_names_it() {
    let app = TestApp::start().await;
    let note = "[Le paramètre « source » n’existe pas à cette adresse, qui accepte : aucun.]";
    let path = format!("{JOURNAL}?source=Marie");
    for (message, kept) in [
        ("Colonne absente", "Colonne absente".to_owned()),
        (&"é".repeat(10_001), format!("{}…", "é".repeat(9_922))),
    ] {
        let answer = app.n8n_client().post(&path, report("messageErreur", json!(message))).await;
        assert_eq!(answer.expect(201).body["messageErreur"], format!("{kept}\n{note}"));
        assert_eq!(answer.body["nomWorkflow"], "Import du salon");
    }
    app.anonymous()
        .post(&path, report("severite", json!("INFO")))
        .await
        .expect_problem(401, "CLE_API_INVALIDE");
    assert_eq!(entries(&app).await, 2);
}

#[tokio::test]
async fn a_body_that_is_no_report_is_kept_as_it_came() {
    let app = TestApp::start().await;
    let long = "x".repeat(3 * 1024 * 1024);
    for (text, kept) in [
        ("", json!("")),
        ("[1,2]", json!([1, 2])),
        ("\"Quota\"", json!("Quota")),
        ("Quota dépassé", json!("Quota dépassé")),
        ("{\"messageErreur\": \"coup", json!("{\"messageErreur\": \"coup")),
        ("nul \0", json!("nul \u{fffd}")),
        (r#"["\u0000"]"#, json!(["\u{fffd}"])),
        (long.as_str(), json!(format!("{}…", "x".repeat(49_999)))),
    ] {
        let answer = app.n8n_client().post_text(JOURNAL, text).await;
        let entry = &answer.expect(201).body;
        let message = entry["messageErreur"].as_str().unwrap();
        assert!(message.starts_with("Rapport d’erreur illisible : "), "{message}");
        assert_eq!(entry["donneesEntree"], kept);
        assert_eq!((&entry["severite"], &entry["nomWorkflow"]), (&json!("ERREUR"), &json!("(sans nom)")));
    }
    let half = r#"{"nomWorkflow":"Tri","messageErreur":"Quota \ud83d"}"#;
    let entry = app.n8n_client().post_text(JOURNAL, half).await.expect(201).body.clone();
    assert_eq!(entry["messageErreur"], "Quota \u{fffd}");
}

#[tokio::test]
async fn a_report_is_kept_whatever_type_it_says_it_has() {
    let app = TestApp::start().await;
    let client = app.n8n_client();
    for (name, value) in [("content-type", "text/plain"), ("content-encoding", "gzip")] {
        let request =
            client.request(reqwest::Method::POST, JOURNAL).header(name, value).body("Quota dépassé");
        assert_eq!(Answer::read(request).await.expect(201).body["donneesEntree"], "Quota dépassé");
    }
}

#[tokio::test]
async fn our_own_key_is_masked_in_a_report_that_can_not_be_read() {
    let app = TestApp::start().await;
    let text = format!("401: X-API-Key {API_KEY} refusée");
    let entry = app.n8n_client().post_text(JOURNAL, text).await.expect(201).body.clone();
    assert_eq!(entry["donneesEntree"], "401: X-API-Key *** refusée");
}

#[tokio::test]
async fn only_n8n_may_report() {
    let app = TestApp::start().await;
    let body = report("severite", json!("INFO"));
    let wrong = Client::new(&app.url).with_key("cle-de-test-0123456789-012345678");
    wrong.post(JOURNAL, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    app.anonymous().post(JOURNAL, body.clone()).await.expect_problem(401, "CLE_API_INVALIDE");
    app.admin().await.post(JOURNAL, body).await.expect_problem(401, "CLE_API_INVALIDE");
    // The only entry reports the wrong key.
    assert_eq!(entries(&app).await, 1);
}

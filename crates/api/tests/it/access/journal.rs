//! The security journal.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data::{self, PASSWORD};
use crate::support::db::TestDb;

const JOURNAL: &str = "/api/securite/journal";
const LEA: &str = "lea@ecole.example";
const OTHER: &str = "établi lime et chalumeau";

/// Returns every entry after the initial logins, oldest first: event, author, account, detail.
async fn story(db: &TestDb, after: i64) -> Vec<String> {
    let sql = format!(
        "SELECT string_agg(concat_ws(' ', evenement, coalesce(id_utilisateur::text, '-'),
            coalesce(id_cible::text, '-'), nullif(detail, '')), '|' ORDER BY id) AS text
         FROM journal_securite WHERE id > {after}"
    );
    let text = db.text(&sql).await.unwrap_or_default();
    text.split('|').filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

async fn last(db: &TestDb) -> i64 {
    db.count("SELECT coalesce(max(id), 0) AS count FROM journal_securite").await
}

async fn entries(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("{JOURNAL}?limit=100&{query}")).await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn no_byte_of_a_client_hides_its_address_or_its_browser() {
    let app = TestApp::setup().set("TRUSTED_PROXIES", "127.0.0.1").start().await;
    data::person(&app.db, LEA, "Léa", "ADMIN").await;
    let request = app.anonymous().request(Method::POST, "/api/auth/login");
    let request = request.header("x-forwarded-for", &b"\xe9, 203.0.113.7"[..]);
    let request = request.header("user-agent", &b"Mozilla/5.0 (X11; Linux) Firefox/140.0 \xe9"[..]);
    Answer::read(request.json(&json!({ "email": LEA, "motDePasse": "un autre mot de passe" })))
        .await
        .expect(401);
    let refused = &entries(&app.admin().await, "evenement=CONNEXION_REFUSEE").await[0];
    assert_eq!(
        (&refused["adresse"], &refused["navigateur"]),
        (&json!("203.0.113.7"), &json!("Firefox sur Linux"))
    );
}

#[tokio::test]
async fn a_login_its_refusal_and_a_logout_are_written_once_each_with_their_origin() {
    let app = TestApp::setup().set("TRUSTED_PROXIES", "127.0.0.1").start().await;
    data::person(&app.db, LEA, "Léa", "ADMIN").await;
    let admin = app.admin().await;
    for (email, password) in [(LEA, "un autre mot de passe"), ("inconnue@ecole.example", PASSWORD)] {
        let request = app.anonymous().request(Method::POST, "/api/auth/login");
        let request = request.header("x-forwarded-for", "203.0.113.7").header("user-agent", "curl/8");
        Answer::read(request.json(&json!({ "email": email, "motDePasse": password }))).await.expect(401);
    }
    let lea = app.login(LEA, "Léa", "ADMIN").await;
    lea.post("/api/auth/logout", json!({})).await.expect(204);
    lea.login(LEA, PASSWORD).await;
    lea.post("/api/auth/logout-partout", json!({})).await.expect(204);
    let expected = [
        "CONNEXION 2 2",
        "CONNEXION_REFUSEE - 1",
        "CONNEXION_REFUSEE - - COMPTE_INCONNU",
        "CONNEXION 1 1",
        "DECONNEXION 1 1",
        "CONNEXION 1 1",
        "DECONNEXION_PARTOUT 1 1",
    ];
    assert_eq!(story(&app.db, 0).await, expected);
    let refused = &entries(&admin, "evenement=CONNEXION_REFUSEE&utilisateur=1").await[0];
    let read = json!({ "id": refused["id"], "date": "2026-11-05T09:00:00Z", "evenement": "CONNEXION_REFUSEE",
        "auteur": null, "cible": { "idUtilisateur": 1, "nom": "Léa Martin" }, "adresse": "203.0.113.7",
        "session": null, "navigateur": "Programme", "detail": "" });
    assert_eq!(*refused, read);
    // Neither typed text nor tokens are stored.
    let kept = app.db.text("SELECT string_agg(j::text, ' ') AS text FROM journal_securite j").await.unwrap();
    assert!(!kept.contains("inconnue") && !kept.contains("mot de passe"), "{kept}");
    let session = &entries(&admin, "evenement=DECONNEXION").await[0]["session"];
    let opened = entries(&admin, "evenement=CONNEXION&utilisateur=1").await;
    assert!(opened.iter().any(|entry| entry["session"] == *session), "{session} {opened:?}");
}

#[tokio::test]
async fn what_an_admin_changes_of_an_account_is_written_once_each() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let start = last(&app.db).await;
    let person = json!({ "email": LEA, "nom": "Petit", "prenom": "Léa", "role": "ELEVE" });
    let invitation = admin.post("/api/utilisateurs", person.clone()).await.expect(201).body.clone();
    admin.post("/api/utilisateurs", person).await.expect(422);
    admin.post("/api/utilisateurs/2/invitation", json!({})).await.expect(201);
    let token =
        admin.post("/api/utilisateurs/2/invitation", json!({})).await.expect(201).body["jeton"].clone();
    let answer = |token: &Value| json!({ "jeton": token, "motDePasse": OTHER });
    app.anonymous().post("/api/auth/invitation", answer(&invitation["jeton"])).await.expect(404);
    app.anonymous().post("/api/auth/invitation", answer(&token)).await.expect(204);
    admin.post("/api/utilisateurs/2/invitation", json!({})).await.expect(201);
    for body in [
        json!({ "role": "FORMATEUR" }),
        json!({ "role": "FORMATEUR" }),
        json!({ "actif": false }),
        json!({ "actif": true, "role": "ADMIN" }),
    ] {
        let request = admin.request(Method::PATCH, "/api/utilisateurs/2");
        Answer::read(request.json(&body)).await.expect(200);
    }
    let change = json!({ "motDePasseActuel": PASSWORD, "nouveauMotDePasse": OTHER });
    admin.post("/api/auth/mot-de-passe", change).await.expect(204);
    let expected = [
        "INVITATION 1 2 ELEVE",
        "INVITATION 1 2",
        "INVITATION 1 2",
        "INVITATION_ACCEPTEE 2 2",
        "REINITIALISATION 1 2",
        "ROLE 1 2 ELEVE FORMATEUR",
        "DESACTIVATION 1 2",
        "ROLE 1 2 FORMATEUR ADMIN",
        "REACTIVATION 1 2",
        "MOT_DE_PASSE 1 1",
    ];
    assert_eq!(story(&app.db, start).await, expected);
}

#[tokio::test]
async fn data_that_is_taken_out_or_away_is_written_once_each() {
    let app = TestApp::setup().set("RGPD_HMAC_KEY", "clé de test de la liste d’opposition").start().await;
    let admin = app.admin().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let start = last(&app.db).await;
    admin.get("/api/prospects/export?format=csv").await.expect(200);
    admin.get("/api/prospects/export?format=pdf").await.expect(400);
    admin.get("/api/journal-erreurs/export?format=csv").await.expect(200);
    admin.get("/api/rgpd/audit/export?format=csv").await.expect(200);
    admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await.expect(200);
    let opposed = json!({ "email": "x@exemple.example", "telephone": "06 39 98 76 54" });
    admin.post("/api/rgpd/oppositions", opposed).await.expect(201);
    let anonymise = json!({ "ids": [id, "PROS_99"], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", anonymise.clone()).await.expect(200);
    admin.post("/api/rgpd/anonymisation", anonymise).await.expect(200);
    let expected = [
        "EXPORT 1 - PROSPECTS".to_owned(),
        "EXPORT 1 - JOURNAL_ERREURS".to_owned(),
        "EXPORT 1 - AUDIT".to_owned(),
        format!("EXPORT_PERSONNE 1 - {id}"),
        "OPPOSITION 1 - EMAIL TELEPHONE".to_owned(),
        format!("ANONYMISATION 1 - {id} DEMANDE"),
    ];
    assert_eq!(story(&app.db, start).await, expected);
}

#[tokio::test]
async fn a_wrong_key_is_written_and_a_right_one_is_not() {
    let app = TestApp::start().await;
    let report = json!({ "nomWorkflow": "Tri", "messageErreur": "Quota dépassé" });
    app.n8n_client().post("/api/journal-erreurs", report.clone()).await.expect(201);
    let wrong = Client::new(&app.url).with_key("une-autre-cle");
    wrong.post("/api/journal-erreurs", report).await.expect(401);
    assert_eq!(story(&app.db, 0).await, ["CLE_REFUSEE - -"]);
}

#[tokio::test]
async fn an_act_that_can_not_be_written_is_not_done() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::refuse_inserts(&app.db, "journal_securite").await;
    let person = json!({ "email": LEA, "nom": "Petit", "prenom": "Léa", "role": "ELEVE" });
    admin.post("/api/utilisateurs", person).await.expect(500);
    admin.get("/api/prospects/export?format=csv").await.expect(500);
    assert_eq!(app.db.count("SELECT count(*) AS count FROM utilisateurs").await, 1);
}

#[tokio::test]
async fn the_journal_takes_no_change_and_no_deletion() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for sql in [
        "UPDATE journal_securite SET id_utilisateur = 2",
        "DELETE FROM journal_securite",
        "TRUNCATE journal_securite",
        "INSERT INTO journal_securite (date_evenement, evenement) VALUES (now(), 'AUTRE')",
    ] {
        assert!(app.db.connect().await.batch_execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(entries(&admin, "").await.len(), 1);
}

#[tokio::test]
async fn the_journal_is_filtered_and_read_by_pages_newest_first() {
    let app = TestApp::start().await;
    app.login(LEA, "Léa", "FORMATEUR").await;
    app.advance(TimeDelta::days(1));
    let admin = app.admin().await;
    admin.get("/api/prospects/export?format=csv").await.expect(200);
    let words = |found: &[Value]| -> Vec<String> {
        found.iter().map(|entry| entry["evenement"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(words(&entries(&admin, "").await), ["EXPORT", "CONNEXION", "CONNEXION"]);
    assert_eq!(words(&entries(&admin, "evenement=EXPORT&evenement=ROLE").await), ["EXPORT"]);
    assert_eq!(words(&entries(&admin, "utilisateur=2").await), ["EXPORT", "CONNEXION"]);
    assert_eq!(words(&entries(&admin, "au=2026-11-05&evenement=").await), ["CONNEXION"]);
    assert_eq!(words(&entries(&admin, "du=2026-11-06").await), ["EXPORT", "CONNEXION"]);
    let second = admin.get(&format!("{JOURNAL}?limit=2&page=2")).await;
    assert_eq!(second.expect(200).body["pagination"]["total"], 3);
    assert_eq!(second.body["data"].as_array().unwrap().len(), 1);
    for query in ["evenement=AUTRE", "utilisateur=x", "du=hier", "du=2026-11-06&au=2026-11-05", "page=0"] {
        admin.get(&format!("{JOURNAL}?{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn the_database_lists_the_events_of_the_contract() {
    let db = TestDb::create().await;
    let sql = "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
        WHERE conname = 'journal_securite_evenement_connu' AND convalidated";
    let constraint = db.text(sql).await.unwrap();
    let listed: BTreeSet<&str> = constraint.split('\'').skip(1).step_by(2).collect();
    let events: BTreeSet<&str> = common::EvenementSecurite::ALL.iter().map(|event| event.as_str()).collect();
    assert_eq!(listed, events);
}

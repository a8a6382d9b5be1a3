//! Named keys: creation, use, scopes and revocation.

use chrono::TimeDelta;
use common::PorteeCle;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

const KEYS: &str = "/api/cles";
const SITE: &str = "Site de l’école";

fn site() -> Value {
    json!({ "nom": SITE, "portees": ["prospects:ecrire"] })
}

async fn create(admin: &Client, body: Value) -> Value {
    admin.post(KEYS, body).await.expect(201).body.clone()
}

async fn keys(admin: &Client) -> Vec<Value> {
    admin.get(KEYS).await.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the client of the program that has a new key.
fn program(app: &TestApp, created: &Value) -> Client {
    Client::new(&app.url).with_key(created["secret"].as_str().unwrap())
}

async fn last_use(admin: &Client) -> Value {
    keys(admin).await[0]["derniereUtilisation"].clone()
}

#[tokio::test]
async fn an_admin_creates_a_key_and_sees_its_secret_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({ "nom": "  Site de l’école ", "portees": ["prospects:lire", "prospects:ecrire", "prospects:lire"] });
    let created = create(&admin, body).await;
    let secret = created["secret"].as_str().unwrap();
    assert_eq!((secret.len(), &secret[..9]), (73, "adm_live_"));
    let expected = json!({
        "id": 1, "nom": SITE, "prefixe": &secret[..17], "portees": ["prospects:ecrire", "prospects:lire"],
        "creePar": { "idUtilisateur": 1, "nom": "Sophie Martin" }, "dateCreation": "2026-11-05T09:00:00Z",
        "derniereUtilisation": null, "dateRevocation": null,
    });
    assert_eq!(created["cle"], expected);
    assert_eq!(keys(&admin).await, [expected]);
}

#[tokio::test]
async fn the_database_keeps_a_hash_that_opens_nothing() {
    let app = TestApp::start().await;
    let created = create(&app.admin().await, site()).await;
    let secret = created["secret"].as_str().unwrap();
    let sql = "SELECT concat((SELECT string_agg(to_jsonb(c)::text, ' ') FROM cles_api c),
        (SELECT string_agg(to_jsonb(j)::text, ' ') FROM journal_securite j)) AS text";
    let kept = app.db.text(sql).await.unwrap();
    assert!(!kept.contains(&secret[17..]), "{kept}");
    let hash = app.db.text("SELECT encode(secret_hash, 'hex') AS text FROM cles_api").await.unwrap();
    for key in [hash.clone(), format!("adm_live_{hash}"), secret[..17].to_owned(), secret.to_uppercase()] {
        let client = Client::new(&app.url).with_key(key);
        client.get("/api/formations").await.expect_problem(401, "CLE_API_INVALIDE");
    }
}

#[tokio::test]
async fn two_valid_keys_have_two_names() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&admin, site()).await;
    admin.post(KEYS, site()).await.expect_field("nom", "DEJA_UTILISE");
    admin.delete(&format!("{KEYS}/1")).await.expect(204);
    let second = create(&admin, site()).await;
    let listed: Vec<_> = keys(&admin).await.iter().map(|key| key["id"].clone()).collect();
    assert_eq!(listed, [second["cle"]["id"].clone(), json!(1)]);
}

#[tokio::test]
async fn a_key_without_name_or_scope_is_refused_by_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (body, field, code) in [
        (json!({ "nom": " ", "portees": ["prospects:lire"] }), "nom", "CHAMP_REQUIS"),
        (json!({ "nom": "x".repeat(61), "portees": ["prospects:lire"] }), "nom", "LONGUEUR"),
        (json!({ "portees": ["prospects:lire"] }), "nom", "CHAMP_REQUIS"),
        (json!({ "nom": SITE, "portees": [] }), "portees", "CHAMP_REQUIS"),
        (json!({ "nom": SITE }), "portees", "CHAMP_REQUIS"),
        (json!({ "nom": SITE, "portees": ["tout"] }), "portees[0]", "VALEUR_INCONNUE"),
        (json!({ "nom": SITE, "portees": ["prospects:lire"], "x": 1 }), "x", "CHAMP_INCONNU"),
    ] {
        admin.post(KEYS, body).await.expect_field(field, code);
    }
    admin.post_text(KEYS, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    assert!(keys(&admin).await.is_empty());
}

#[tokio::test]
async fn a_revoked_key_is_refused_by_every_instance_at_once() {
    let app = TestApp::start().await;
    let other = TestApp::setup().beside(&app);
    let admin = app.admin().await;
    let created = create(&admin, json!({ "nom": SITE, "portees": ["prospects:lire"] })).await;
    let here = program(&app, &created);
    let there = here.at(&other.url);
    for client in [&here, &there] {
        client.get("/api/formations").await.expect(200);
    }
    admin.delete(&format!("{KEYS}/1")).await.expect(204);
    for client in [&there, &here] {
        client.get("/api/formations").await.expect_problem(401, "CLE_API_INVALIDE");
    }
    assert_eq!(keys(&admin).await[0]["dateRevocation"], "2026-11-05T09:00:00Z");
}

#[tokio::test]
async fn a_key_is_revoked_once_and_its_date_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&admin, site()).await;
    for _ in 0..2 {
        assert!(admin.delete(&format!("{KEYS}/1")).await.expect(204).body.is_null());
        app.advance(TimeDelta::hours(1));
    }
    assert_eq!(keys(&admin).await[0]["dateRevocation"], "2026-11-05T09:00:00Z");
    for id in ["2", "x", "99999999999999999999"] {
        admin.delete(&format!("{KEYS}/{id}")).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn the_security_journal_tells_who_created_and_revoked_a_key() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let created = create(&admin, site()).await;
    admin.post(KEYS, site()).await.expect(422);
    for _ in 0..2 {
        admin.delete(&format!("{KEYS}/1")).await.expect(204);
    }
    let answer = admin.get("/api/securite/journal?evenement=CLE_CREEE&evenement=CLE_REVOQUEE").await;
    let told: Vec<_> = answer.expect(200).body["data"].as_array().unwrap().clone();
    let told: Vec<_> = told
        .iter()
        .map(|one| (one["evenement"].as_str(), one["auteur"]["nom"].as_str(), one["detail"].as_str()))
        .collect();
    let prefix = created["cle"]["prefixe"].as_str().unwrap();
    let scopes = format!("{prefix} prospects:ecrire");
    let sophie = Some("Sophie Martin");
    let expected =
        [(Some("CLE_REVOQUEE"), sophie, Some(prefix)), (Some("CLE_CREEE"), sophie, Some(scopes.as_str()))];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_key_that_can_not_be_written_in_the_journal_does_not_exist() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::refuse_inserts(&app.db, "journal_securite").await;
    admin.post(KEYS, site()).await.expect(500);
    assert!(keys(&admin).await.is_empty());
}

#[tokio::test]
async fn the_last_use_is_written_at_most_once_a_minute() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let created = create(&admin, json!({ "nom": SITE, "portees": ["prospects:lire"] })).await;
    let client = program(&app, &created);
    for (seconds, written) in [(0, "09:00:00"), (59, "09:00:00"), (1, "09:01:00"), (30, "09:01:00")] {
        app.advance(TimeDelta::seconds(seconds));
        client.get("/api/formations").await.expect(200);
        assert_eq!(last_use(&admin).await, json!(format!("2026-11-05T{written}Z")), "{seconds}");
    }
}

#[tokio::test]
async fn a_key_still_reads_when_its_use_can_not_be_written() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let created = create(&admin, json!({ "nom": SITE, "portees": ["prospects:lire"] })).await;
    let refuse =
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON cles_api FOR EACH ROW EXECUTE FUNCTION refuse()";
    for statement in refuse.split_inclusive("$$;") {
        app.db.execute(statement).await;
    }
    program(&app, &created).get("/api/formations").await.expect(200);
    assert_eq!(last_use(&admin).await, Value::Null);
}

#[tokio::test]
async fn a_refusal_names_the_scope_that_the_key_lacks() {
    let app = TestApp::start().await;
    let client = app.program(SITE, &[PorteeCle::MetriquesLire]).await;
    for (path, scopes) in
        [("/api/candidats", "prospects:lire."), ("/api/formations", "prospects:lire ou prospects:ecrire.")]
    {
        let answer = client.get(path).await;
        let detail = answer.expect_problem(403, "ACCES_REFUSE").body["detail"].as_str().unwrap();
        assert!(detail.ends_with(scopes), "{path}: {detail}");
    }
    // A valid key without the scope is no guess: nothing counts against its address.
    assert_eq!(app.db.count("SELECT count(*) AS count FROM echecs_authentification").await, 0);
}

#[tokio::test]
async fn an_operation_of_people_tells_a_program_that_it_takes_a_session() {
    let app = TestApp::start().await;
    for client in [app.n8n_client(), Client::new(&app.url).with_key("une-cle-inconnue")] {
        let answer = client.get("/api/prospects").await;
        let detail = answer.expect_problem(401, "NON_AUTHENTIFIE").body["detail"].as_str().unwrap();
        assert!(detail.contains("session") && !detail.contains("Connectez-vous"), "{detail}");
    }
}

#[tokio::test]
async fn wrong_named_keys_are_limited_like_other_wrong_keys_and_a_right_one_is_not() {
    let app = TestApp::start().await;
    let right = app.program(SITE, &[PorteeCle::ProspectsLire]).await;
    let wrong = Client::new(&app.url).with_key(format!("adm_live_{}", "0".repeat(64)));
    for _ in 0..20 {
        wrong.get("/api/formations").await.expect_problem(401, "CLE_API_INVALIDE");
    }
    wrong.get("/api/formations").await.expect_problem(429, "TROP_DE_REQUETES");
    right.get("/api/formations").await.expect(200);
}

#[tokio::test]
async fn a_program_reads_a_record_and_changes_the_version_that_it_read() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let both = [PorteeCle::ProspectsLire, PorteeCle::ProspectsEcrire];
    let path = format!("/api/prospects/{id}");
    for (client, ville) in [(app.n8n_client(), "Brest"), (app.program(SITE, &both).await, "Nantes")] {
        let read = client.get(&path).await;
        let tag = read.expect(200).headers["etag"].clone();
        let change = |tag| client.request(Method::PATCH, &path).header(IF_MATCH, tag);
        Answer::read(change(tag.clone()).json(&json!({ "ville": ville }))).await.expect(200);
        Answer::read(change(tag).json(&json!({ "ville": "Lyon" })))
            .await
            .expect_problem(412, "VERSION_PERIMEE");
        client.get("/api/prospects/PROS_999").await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn the_audit_of_a_record_names_the_key_that_read_or_wrote_it() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let both = [PorteeCle::ProspectsLire, PorteeCle::ProspectsEcrire];
    let path = format!("/api/prospects/{id}");
    for (client, ville) in [(app.n8n_client(), "Brest"), (app.program(SITE, &both).await, "Lyon")] {
        // Readings within an hour leave one entry.
        for _ in 0..2 {
            client.get(&path).await.expect(200);
        }
        let change = client.request(Method::PATCH, &path).header(IF_MATCH, "*");
        Answer::read(change.json(&json!({ "ville": ville }))).await.expect(200);
    }
    let sql = "SELECT string_agg(operation || ' ' || auteur, '|' ORDER BY id) AS text FROM audit_prospects";
    let told = app.db.text(sql).await.unwrap();
    let expected =
        "LECTURE n8n|MODIFICATION n8n|LECTURE clé « Site de l’école »|MODIFICATION clé « Site de l’école »";
    assert_eq!(told, expected);
}

#[tokio::test]
async fn the_audit_names_the_key_that_reported_the_end_of_an_action() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let client = app.program("n8n de secours", &[PorteeCle::ActionsRappeler]).await;
    for client in [client, app.n8n_client()] {
        let started = admin.post(&format!("/api/prospects/{id}/generate-devis"), json!({})).await;
        let end = json!({ "idConversion": started.expect(202).body["idConversion"], "success": false });
        client.post("/api/prospects/conversion-complete", end).await.expect(200);
    }
    let sql = "SELECT string_agg(auteur, '|' ORDER BY id) AS text FROM audit_prospects
        WHERE operation = 'ACTION_ECHOUEE'";
    assert_eq!(app.db.text(sql).await.unwrap(), "clé « n8n de secours »|n8n");
}

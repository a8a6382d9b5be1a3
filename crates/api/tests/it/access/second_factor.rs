//! Second factor of accounts.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use prospects_api::totp;
use prospects_api::utilisateurs::{Account, create_admin};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Setup, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::data::{self, PASSWORD};

const FACTOR: &str = "/api/auth/second-facteur";
const ACTIVATION: &str = "/api/auth/second-facteur/activation";
const VERIFICATION: &str = "/api/auth/verification";
const SOPHIE: &str = "sophie@ecole.example";
const PEOPLE: &str = "/api/utilisateurs";

fn setup() -> Setup {
    TestApp::setup().set("TOTP_KEY", "clé de test des seconds facteurs")
}

/// A person's authenticator application, which knows the secret.
struct Phone(Vec<u8>);

impl Phone {
    fn code_at(&self, at: DateTime<Utc>) -> String {
        totp::code(&self.0, at.timestamp() / 30)
    }

    fn code(&self, app: &TestApp) -> String {
        self.code_at(app.state.clock.now())
    }
}

/// Starts an enrolment.
async fn begin(client: &Client) -> Phone {
    let enrolment = client.post(FACTOR, json!({})).await.expect(200).body.clone();
    let secret = enrolment["secret"].as_str().unwrap();
    assert!(enrolment["uri"].as_str().unwrap().contains(&format!("secret={secret}&issuer=Admissions")));
    Phone(BASE32_NOPAD.decode(secret.as_bytes()).unwrap())
}

/// Enrols; the next code of the phone is unused. Returns also the recovery codes.
async fn enrol(app: &TestApp, client: &Client) -> (Phone, Vec<String>) {
    let phone = begin(client).await;
    let answer = client.post(ACTIVATION, json!({ "code": phone.code(app) })).await;
    let codes: Vec<String> = serde_json::from_value(answer.expect(200).body["codes"].clone()).unwrap();
    app.advance(TimeDelta::seconds(30));
    (phone, codes)
}

async fn login(app: &TestApp, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": SOPHIE, "motDePasse": PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.anonymous().post("/api/auth/login", body).await
}

async fn remove(client: &Client, code: &str) -> Answer {
    Answer::read(client.request(Method::DELETE, FACTOR).json(&json!({ "code": code }))).await
}

async fn invite(client: &Client, email: &str) -> Answer {
    let person = json!({ "email": email, "nom": "Petit", "prenom": "Paul", "role": "ELEVE" });
    client.post(PEOPLE, person).await
}

async fn events(app: &TestApp) -> Vec<String> {
    let sql = "SELECT string_agg(concat_ws(' ', evenement, nullif(detail, '')), '|' ORDER BY id) AS text
        FROM journal_securite";
    app.db.text(sql).await.unwrap().split('|').map(str::to_owned).collect()
}

#[tokio::test]
async fn a_login_asks_for_the_code_once_the_second_factor_is_active() {
    let app = setup().start().await;
    let admin = app.admin().await;
    let phone = begin(&admin).await;
    login(&app, None).await.expect(200);
    admin.post(ACTIVATION, json!({ "code": phone.code(&app) })).await.expect(200);
    app.advance(TimeDelta::seconds(30));
    login(&app, None).await.expect_problem(401, "CODE_REQUIS");
    login(&app, Some(" ")).await.expect_problem(401, "CODE_REQUIS");
    login(&app, Some("000000")).await.expect_problem(401, "CODE_INVALIDE");
    let code = phone.code(&app);
    // People type the code in groups.
    login(&app, Some(&format!("{} {}", &code[..3], &code[3..]))).await.expect(200);
    let state = admin.get(FACTOR).await.expect(200).body.clone();
    let expected = json!({ "dateActivation": "2026-11-05T09:00:00Z", "codesRestants": 10,
        "obligatoire": false, "disponible": true });
    assert_eq!(state, expected);
    let listed = admin.get(PEOPLE).await.expect(200).body["data"][0].clone();
    assert_eq!(listed["secondFacteur"], true);
}

#[tokio::test]
async fn without_the_right_password_nobody_learns_that_there_is_a_second_factor() {
    let app = setup().start().await;
    let (phone, _) = enrol(&app, &app.admin().await).await;
    for code in [None, Some(phone.code(&app))] {
        let body = json!({ "email": SOPHIE, "motDePasse": "un autre mot de passe", "code": code });
        app.anonymous().post("/api/auth/login", body).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    // The code was not consumed.
    login(&app, Some(&phone.code(&app))).await.expect(200);
}

#[tokio::test]
async fn a_code_is_taken_once_even_by_two_at_once_and_one_before_it_no_more() {
    let app = setup().start().await;
    let (phone, _) = enrol(&app, &app.admin().await).await;
    let (now, code) = (app.state.clock.now(), phone.code(&app));
    let (one, two) = tokio::join!(login(&app, Some(&code)), login(&app, Some(&code)));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "{one:?} {two:?}");
    login(&app, Some(&code)).await.expect_problem(401, "CODE_INVALIDE");
    let before = phone.code_at(now - TimeDelta::seconds(30));
    login(&app, Some(&before)).await.expect_problem(401, "CODE_INVALIDE");
    app.advance(TimeDelta::minutes(1));
    login(&app, Some(&phone.code(&app))).await.expect(200);
}

#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let app = setup().start().await;
    let admin = app.admin().await;
    let (_, codes) = enrol(&app, &admin).await;
    assert_eq!(codes.len(), 10);
    let typed = codes[3].to_lowercase().replace('-', " ");
    login(&app, Some(&typed)).await.expect(200);
    login(&app, Some(&typed)).await.expect_problem(401, "CODE_INVALIDE");
    login(&app, Some(&codes[4])).await.expect(200);
    assert_eq!(admin.get(FACTOR).await.body["codesRestants"], 8);
    assert_eq!(events(&app).await.last().unwrap(), "CONNEXION CODE_SECOURS");
}

#[tokio::test]
async fn what_the_database_keeps_of_a_second_factor_opens_nothing() {
    let app = setup().start().await;
    let (phone, codes) = enrol(&app, &app.admin().await).await;
    let sql = "SELECT (SELECT string_agg(s::text, ' ') FROM seconds_facteurs s)
        || (SELECT string_agg(c::text, ' ') FROM codes_secours c) AS text";
    let kept = app.db.text(sql).await.unwrap().to_lowercase();
    assert!(!kept.contains(&HEXLOWER.encode(&phone.0)), "{kept}");
    for code in codes {
        let code = code.replace('-', "");
        assert!(
            !kept.contains(&HEXLOWER.encode(code.as_bytes())) && !kept.contains(&code.to_lowercase()),
            "{kept}"
        );
    }
}

#[tokio::test]
async fn wrong_codes_are_slowed_down_as_wrong_passwords_are() {
    let app = setup().start().await;
    let admin = app.admin().await;
    let (phone, _) = enrol(&app, &admin).await;
    for _ in 0..5 {
        login(&app, Some("000000")).await.expect_problem(401, "CODE_INVALIDE");
    }
    login(&app, Some(&phone.code(&app))).await.expect_problem(429, "TROP_DE_REQUETES");
    let code = json!({ "code": phone.code(&app) });
    admin.post(VERIFICATION, code).await.expect_problem(429, "TROP_DE_REQUETES");
    remove(&admin, &phone.code(&app)).await.expect_problem(429, "TROP_DE_REQUETES");
}

#[tokio::test]
async fn an_enrolment_needs_its_first_code_and_is_made_once() {
    let app = setup().start().await;
    let admin = app.admin().await;
    let code = |phone: &Phone| json!({ "code": phone.code(&app) });
    admin.post(ACTIVATION, json!({ "code": "123456" })).await.expect_problem(404, "INTROUVABLE");
    let first = begin(&admin).await;
    let second = begin(&admin).await;
    admin.post(ACTIVATION, code(&first)).await.expect_field("code", "CODE_INVALIDE");
    assert_eq!(admin.get(FACTOR).await.body["dateActivation"], Value::Null);
    admin.post(ACTIVATION, code(&second)).await.expect(200);
    admin.post(ACTIVATION, code(&second)).await.expect_problem(404, "INTROUVABLE");
    admin.post(FACTOR, json!({})).await.expect_problem(409, "SECOND_FACTEUR_ACTIF");
    for (body, field_code) in [(json!({}), "CHAMP_REQUIS"), (json!({ "code": "" }), "LONGUEUR")] {
        for path in [ACTIVATION, VERIFICATION] {
            admin.post(path, body.clone()).await.expect_field("code", field_code);
        }
    }
}

#[tokio::test]
async fn a_second_factor_is_removed_by_a_code_alone() {
    let app = setup().start().await;
    let admin = app.admin().await;
    remove(&admin, "123456").await.expect_problem(404, "INTROUVABLE");
    let (phone, codes) = enrol(&app, &admin).await;
    remove(&admin, "123456").await.expect_field("code", "CODE_INVALIDE");
    remove(&admin, &phone.code(&app)).await.expect(204);
    remove(&admin, &codes[0]).await.expect_problem(404, "INTROUVABLE");
    login(&app, None).await.expect(200);
    let told = ["CONNEXION", "SECOND_FACTEUR_ACTIVE", "SECOND_FACTEUR_REFUSE", "SECOND_FACTEUR_RETIRE"];
    assert_eq!(events(&app).await[..4], told);
    // The new enrolment has other recovery codes.
    let (_, fresh) = enrol(&app, &admin).await;
    assert!(fresh.iter().all(|code| !codes.contains(code)));
}

#[tokio::test]
async fn what_concerns_people_asks_for_the_code_again_after_ten_minutes() {
    let app = setup().start().await;
    let admin = app.admin().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    data::person(&app.db, "lea@ecole.example", "Léa", "ELEVE").await;
    let (phone, _) = enrol(&app, &admin).await;
    // The enrolment counted as a verification.
    invite(&admin, "paul@ecole.example").await.expect(201);
    app.advance(TimeDelta::minutes(10));
    let anonymise = json!({ "ids": [id], "motif": "DEMANDE" });
    for answer in [
        invite(&admin, "zoe@ecole.example").await,
        admin.post(&format!("{PEOPLE}/2/invitation"), json!({})).await,
        Answer::read(admin.request(Method::PATCH, &format!("{PEOPLE}/2")).json(&json!({ "role": "ADMIN" })))
            .await,
        admin.delete(&format!("{PEOPLE}/2/second-facteur")).await,
        admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await,
        admin.get("/api/rgpd/audit/export?format=csv").await,
        admin.post("/api/rgpd/anonymisation", anonymise.clone()).await,
        admin.post("/api/rgpd/oppositions", json!({ "email": "x@exemple.example" })).await,
        admin.get(VERIFICATION).await,
    ] {
        answer.expect_problem(403, "VERIFICATION_REQUISE");
    }
    admin.get("/api/prospects").await.expect(200);
    admin.post(VERIFICATION, json!({ "code": "000000" })).await.expect_field("code", "CODE_INVALIDE");
    admin.post(VERIFICATION, json!({ "code": phone.code(&app) })).await.expect(204);
    admin.get(VERIFICATION).await.expect(204);
    admin.post("/api/rgpd/anonymisation", anonymise).await.expect(200);
    // Another session of the person is not verified.
    app.advance(TimeDelta::minutes(9));
    let elsewhere = app.anonymous();
    let body = json!({ "email": SOPHIE, "motDePasse": PASSWORD, "code": phone.code(&app) });
    elsewhere.post("/api/auth/login", body).await.expect(200);
    app.advance(TimeDelta::minutes(1));
    admin.get(VERIFICATION).await.expect_problem(403, "VERIFICATION_REQUISE");
}

#[tokio::test]
async fn an_account_without_second_factor_is_asked_for_nothing() {
    let app = setup().start().await;
    let admin = app.admin().await;
    app.advance(TimeDelta::hours(1));
    invite(&admin, "paul@ecole.example").await.expect(201);
    admin.get(VERIFICATION).await.expect(204);
    admin.post(VERIFICATION, json!({ "code": "123456" })).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn where_it_is_required_an_admin_without_second_factor_can_only_enrol_one() {
    let app = setup().set("SECOND_FACTEUR_ADMINS", "obligatoire").start().await;
    let admin = app.admin().await;
    for path in ["/api/prospects", "/api/notifications", "/api/notifications/flux", PEOPLE, "/api/formations"]
    {
        admin.get(path).await.expect_problem(403, "SECOND_FACTEUR_REQUIS");
    }
    admin.get("/api/auth/me").await.expect(200);
    assert_eq!(admin.get(FACTOR).await.expect(200).body["obligatoire"], true);
    let trainer = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    trainer.get("/api/notifications").await.expect(200);
    assert_eq!(trainer.get(FACTOR).await.expect(200).body["obligatoire"], false);
    enrol(&app, &admin).await;
    admin.get("/api/prospects").await.expect(200);
}

#[tokio::test]
async fn an_admin_resets_the_second_factor_of_another_person_and_not_the_own() {
    let app = setup().start().await;
    let sophie = app.admin().await;
    enrol(&app, &sophie).await;
    let lea = app.login("lea@ecole.example", "Léa", "ADMIN").await;
    lea.delete(&format!("{PEOPLE}/2/second-facteur")).await.expect_problem(403, "ACCES_REFUSE");
    lea.delete(&format!("{PEOPLE}/99/second-facteur")).await.expect_problem(404, "INTROUVABLE");
    for _ in 0..2 {
        lea.delete(&format!("{PEOPLE}/1/second-facteur")).await.expect(204);
    }
    sophie.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, None).await.expect(200);
    let removed = events(&app).await.iter().filter(|event| *event == "SECOND_FACTEUR_RETIRE").count();
    assert_eq!(removed, 1);
}

#[tokio::test]
async fn the_command_that_resets_an_account_removes_its_second_factor() {
    let app = setup().start().await;
    enrol(&app, &app.admin().await).await;
    let mut conn = app.state.pool.get().await.unwrap();
    let account = Account {
        email: SOPHIE.to_owned(),
        prenom: None,
        nom: None,
        role: common::Role::Admin,
        password: PASSWORD.into(),
    };
    create_admin(&mut conn, (&app.state.clock, &app.state.blocklist), account, false).await.unwrap();
    drop(conn);
    login(&app, None).await.expect(200);
}

#[tokio::test]
async fn without_the_key_nobody_enrols_and_whoever_has_a_second_factor_waits() {
    let app = setup().start().await;
    enrol(&app, &app.admin().await).await;
    let other = TestApp::setup().beside(&app);
    let admin = other.login("lea@ecole.example", "Léa", "ADMIN").await;
    admin.post(FACTOR, json!({})).await.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!(admin.get(FACTOR).await.expect(200).body["disponible"], false);
    login(&other, Some("123456")).await.expect_problem(503, "SERVICE_INDISPONIBLE");
    login(&other, None).await.expect_problem(401, "CODE_REQUIS");
}

//! Login.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::Salt;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::data::{self, PASSWORD};

const LOGIN: &str = "/api/auth/login";
const SOPHIE: &str = "sophie@ecole.example";

async fn school() -> TestApp {
    let app = TestApp::start().await;
    data::person(&app.db, SOPHIE, "Sophie", "ADMIN").await;
    app
}

async fn try_login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post(LOGIN, json!({ "email": email, "motDePasse": password })).await
}

/// Returns a refusal without the fields that identify the request.
fn refusal(answer: &Answer) -> Value {
    answer.expect_problem(401, "NON_AUTHENTIFIE");
    assert!(!answer.headers.contains_key("set-cookie"));
    let mut body = answer.body.clone();
    body.as_object_mut().unwrap().remove("traceId");
    body
}

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let app = school().await;
    let answer = try_login(&app, SOPHIE, PASSWORD).await;
    let person =
        json!({ "idUtilisateur": 1, "email": SOPHIE, "nom": "Martin", "prenom": "Sophie", "role": "ADMIN" });
    let told = json!({ "utilisateur": person, "delaiAnnulationS": 8 });
    assert_eq!(answer.expect(200).body, told);
    let admin = app.admin().await;
    assert_eq!(admin.get("/api/auth/me").await.expect(200).body, told);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_login_the_answer_is_the_same() {
    let app = school().await;
    data::person(&app.db, "ancien@ecole.example", "Ancien", "ADMIN").await;
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE prenom = 'Ancien'").await;
    let wrong_password = refusal(&try_login(&app, SOPHIE, "un autre mot de passe").await);
    let unknown_email = refusal(&try_login(&app, "inconnue@ecole.example", PASSWORD).await);
    let inactive = refusal(&try_login(&app, "ancien@ecole.example", PASSWORD).await);
    assert_eq!(wrong_password, unknown_email);
    assert_eq!(wrong_password, inactive);
}

#[tokio::test]
async fn a_password_is_taken_as_it_is_typed() {
    let app = school().await;
    for nearly in [PASSWORD.to_uppercase(), format!("{PASSWORD} "), format!(" {PASSWORD}")] {
        refusal(&try_login(&app, SOPHIE, &nearly).await);
    }
}

#[tokio::test]
async fn a_password_that_was_hashed_as_typed_opens_once_more_and_in_every_form_after() {
    let app = school().await;
    data::person(&app.db, "e@ecole.example", "Élodie", "ADMIN").await;
    let (composed, decomposed) = ("l’établi du bijoutier", "l’e\u{301}tabli du bijoutier");
    // Stored as by a version that did not normalise passwords.
    let salt = Salt::generate();
    let stored = Argon2::default().hash_password_with_salt(decomposed.as_bytes(), &salt).unwrap().to_string();
    app.db
        .execute(&format!("UPDATE utilisateurs SET mot_de_passe_hash = '{stored}' WHERE prenom = 'Élodie'"))
        .await;
    refusal(&try_login(&app, "e@ecole.example", composed).await);
    for password in [decomposed, composed, decomposed] {
        try_login(&app, "e@ecole.example", password).await.expect(200);
    }
}

#[tokio::test]
async fn an_email_is_known_in_any_case_and_with_blanks_around() {
    let app = school().await;
    for email in ["SOPHIE@ECOLE.EXAMPLE", "Sophie@Ecole.example", "  sophie@ecole.example "] {
        try_login(&app, email, PASSWORD).await.expect(200);
    }
}

#[tokio::test]
async fn a_malformed_login_says_which_field() {
    let app = school().await;
    let anonymous = app.anonymous();
    for (body, field, code) in [
        (json!({ "email": SOPHIE }), "motDePasse", "CHAMP_REQUIS"),
        (json!({ "motDePasse": PASSWORD }), "email", "CHAMP_REQUIS"),
        (json!({ "email": "", "motDePasse": PASSWORD }), "email", "LONGUEUR"),
        (json!({ "email": SOPHIE, "motDePasse": "" }), "motDePasse", "LONGUEUR"),
        (json!({ "email": SOPHIE, "motDePasse": "x".repeat(10_000) }), "motDePasse", "LONGUEUR"),
        (json!({ "email": 7, "motDePasse": PASSWORD }), "email", "TYPE_INVALIDE"),
        (json!({ "email": SOPHIE, "motDePasse": PASSWORD, "role": "ADMIN" }), "role", "CHAMP_INCONNU"),
    ] {
        anonymous.post(LOGIN, body).await.expect_field(field, code);
    }
}

#[tokio::test]
async fn what_is_no_json_is_no_login() {
    let app = school().await;
    let anonymous = app.anonymous();
    for text in ["", "{", "email=a", "{\"email\":\"a\\u0000\",\"motDePasse\":\"b\"}"] {
        anonymous.post_text(LOGIN, text).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn a_refused_login_repeats_neither_email_nor_password() {
    let app = school().await;
    let answer = try_login(&app, "inconnue@ecole.example", "un mot de passe tapé").await;
    let told = refusal(&answer).to_string();
    assert!(!told.contains("inconnue") && !told.contains("tapé"), "{told}");
}

#[tokio::test]
async fn what_the_database_keeps_of_a_session_opens_nothing() {
    let app = school().await;
    let cookie = app.admin().await.cookie().unwrap();
    let (_, token) = cookie.split_once('=').unwrap();
    let kept = app.db.text("SELECT encode(jeton_hash, 'hex') AS text FROM auth_sessions").await.unwrap();
    assert_ne!(kept, token);
    for value in [kept.as_str(), "", "x", "0"] {
        let request = app.anonymous().request(reqwest::Method::GET, "/api/auth/me");
        let answer = Answer::read(request.header("cookie", format!("auth_session={value}"))).await;
        answer.expect_problem(401, "NON_AUTHENTIFIE");
    }
}

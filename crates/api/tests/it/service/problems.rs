//! The `type` of a problem is the address of its explanation.

use common::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

/// Returns the address of the explanation of a code, as a problem gives it.
fn address(code: ErrorCode) -> String {
    format!("/problemes/{}", code.as_str().to_lowercase().replace('_', "-"))
}

async fn page(app: &TestApp, path: &str, accept: &str) -> reqwest::Response {
    app.anonymous().request(Method::GET, path).header("accept", accept).send().await.unwrap()
}

#[tokio::test]
async fn every_code_is_explained_to_programs_and_to_people() {
    let app = TestApp::start().await;
    for code in ErrorCode::ALL {
        let path = address(*code);
        let told: Value = page(&app, &path, "*/*").await.json().await.unwrap();
        assert_eq!((&told["code"], &told["type"]), (&code.as_str().into(), &path.as_str().into()));
        let shown = page(&app, &path, "text/html,application/xhtml+xml,*/*;q=0.8").await;
        assert_eq!(shown.headers()["content-type"], "text/html; charset=utf-8", "{code}");
        assert!(shown.headers()["vary"].to_str().unwrap().starts_with("Accept"), "{code}");
        let html = shown.text().await.unwrap();
        for part in ["title", "cause", "queFaire", "code"] {
            let text = told[part].as_str().unwrap();
            assert!(!text.is_empty() && html.contains(text), "{code}: {part}");
        }
    }
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let app = TestApp::start().await;
    let refusal = app.anonymous().get("/api/prospects").await;
    let told = app.anonymous().get(refusal.body["type"].as_str().unwrap()).await;
    assert_eq!(told.status, 200);
    for member in ["type", "title", "status", "code"] {
        assert_eq!(told.body[member], refusal.body[member], "{member}");
    }
}

#[tokio::test]
async fn the_page_of_an_explanation_allows_its_own_style_only() {
    let app = TestApp::start().await;
    let shown = page(&app, "/problemes/action-en-cours", "text/html").await;
    let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script"), "{policy}");
    assert!(!shown.text().await.unwrap().contains("style="));
}

#[tokio::test]
async fn an_unknown_explanation_is_not_found() {
    let app = TestApp::start().await;
    for path in
        ["/problemes", "/problemes/", "/problemes/inconnu", "/problemes/ACTION_EN_COURS", "/problemes/a/b"]
    {
        app.anonymous().get(path).await.expect_problem(404, "INTROUVABLE");
    }
    for method in ["POST", "DELETE"] {
        let request = app.anonymous().request(method.parse().unwrap(), "/problemes/validation");
        Answer::read(request).await.expect_problem(404, "INTROUVABLE");
    }
}

async fn get_in(client: &Client, path: &str, languages: &str) -> Answer {
    Answer::read(client.request(Method::GET, path).header("accept-language", languages)).await
}

/// Asserts the texts of a problem and the languages of `Content-Language`.
#[track_caller]
fn expect_texts(answer: &Answer, title: &str, detail: &str, languages: &str) {
    assert_eq!((&answer.body["title"], &answer.body["detail"]), (&json!(title), &json!(detail)));
    assert_eq!(answer.headers["content-language"], languages);
    let vary = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
    assert!(vary.into_iter().any(|names| names.contains("Accept-Language")), "{title}");
}

#[tokio::test]
async fn a_client_that_prefers_english_gets_english_problems() {
    let app = TestApp::start().await;
    let answer = get_in(&app.anonymous(), "/api/prospects", "en-GB, fr;q=0.5").await;
    answer.expect_problem(401, "NON_AUTHENTIFIE");
    expect_texts(&answer, "Login required", "Log in to continue.", "en");
    let answer = get_in(&app.anonymous(), "/api/inconnu", "en").await;
    answer.expect_problem(404, "INTROUVABLE");
    expect_texts(&answer, "Not found", "This resource does not exist.", "en");
}

#[tokio::test]
async fn a_text_that_is_only_in_french_is_told_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answer = get_in(&admin, "/api/prospects?inconnu=1", "en").await;
    answer.expect_problem(400, "REQUETE_INVALIDE");
    let french = answer.body["detail"].as_str().unwrap().to_owned();
    assert!(french.starts_with("Le paramètre « inconnu » n’existe pas"), "{french}");
    expect_texts(&answer, "The request is invalid", &french, "en, fr");
    let path = "/api/prospects/convertir-candidat";
    let request = admin.request(Method::POST, path).header("accept-language", "en");
    let answer = Answer::read(request.json(&json!({}))).await;
    answer.expect_problem(422, "VALIDATION");
    assert_eq!(answer.body["title"], "Some values are incorrect");
    assert_eq!(answer.headers["content-language"], "en, fr");
}

#[tokio::test]
async fn problems_are_french_for_everybody_else() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let french = |answer: &Answer| {
        expect_texts(answer, "Connexion requise", "Connectez-vous pour continuer.", "fr");
    };
    french(&anonymous.get("/api/prospects").await);
    for languages in ["de", "fr;q=0.5, en;q=0.5", "en;q=0", "?"] {
        french(&get_in(&anonymous, "/api/prospects", languages).await);
    }
    let well = get_in(&anonymous, "/sante/vivant", "en").await;
    assert!(!well.expect(200).headers.contains_key("content-language"));
}

//! Every error is a problem document.

use std::collections::HashSet;

use reqwest::Method;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

async fn call(client: &Client, method: &str, path: &str) -> Answer {
    Answer::read(client.request(method.parse().unwrap(), path)).await
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in [
        "/",
        "/index.html",
        "/api",
        "/api/",
        "/api/inconnu",
        "/api/prospects/",
        "/api/prospects/PROS_1/inconnu",
        "/sante",
        "/sante/inconnu",
        "/metrics/inconnu",
        "//api/prospects",
        "/api//prospects",
        "/api/%70rospects/",
        "/%00",
        "/%FF",
        "/.env",
        "/api/../Cargo.toml",
    ] {
        for client in [&admin, &app.anonymous()] {
            call(client, "GET", path).await.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn an_encoded_letter_of_a_path_is_that_letter() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in ["/api/%70rospects", "/api/prospec%74s/compteurs", "/%61pi/notifications/compteurs"] {
        assert_eq!(call(&admin, "GET", path).await.status, 200, "{path}");
    }
    let misspelt = call(&admin, "GET", "/api/%70rospects?statutt=PERDU").await;
    let detail = misspelt.expect_problem(400, "REQUETE_INVALIDE").body["detail"].as_str().unwrap();
    assert!(detail.contains("« statutt »"), "{detail}");
    for (path, allowed) in
        [("/api/prospects/%63ompteurs", "GET, HEAD"), ("/api/%70rospects/PROS_1", "GET, HEAD, PATCH")]
    {
        let answer = call(&admin, "DELETE", path).await;
        answer.expect_problem(405, "METHODE_NON_AUTORISEE");
        assert_eq!(answer.headers["allow"], allowed, "{path}");
    }
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_are_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (method, path, allowed) in [
        ("DELETE", "/api/prospects", "GET, HEAD, POST"),
        ("PUT", "/api/prospects/compteurs", "GET, HEAD"),
        ("PATCH", "/api/prospects/compteurs", "GET, HEAD"),
        ("PATCH", "/api/prospects/export", "GET, HEAD, POST"),
        ("GET", "/api/prospects/convertir-candidat", "POST"),
        ("PATCH", "/api/journal-erreurs/resolution", "POST"),
        ("GET", "/api/journal-erreurs/resolution", "POST"),
        ("DELETE", "/api/prospects/PROS_1", "GET, HEAD, PATCH"),
        ("POST", "/api/candidats/1", "GET, HEAD"),
        ("PATCH", "/api/prospects/PROS_1/emails", "GET, HEAD, POST"),
        ("GET", "/api/auth/login", "POST"),
        ("DELETE", "/api/notifications/lues", "POST"),
        ("GET", "/api/actions/1/relance", "POST"),
        ("POST", "/sante/vivant", "GET, HEAD"),
        ("INCONNUE", "/api/sessions", "GET, HEAD, POST"),
        ("POST", "/api/formations/CAP_BJ/documents-requis", "GET, HEAD, PUT"),
    ] {
        let answer = call(&admin, method, path).await;
        answer.expect_problem(405, "METHODE_NON_AUTORISEE");
        assert_eq!(answer.headers["allow"], allowed, "{method} {path}");
        // This needs no authentication.
        call(&app.anonymous(), method, path).await.expect_problem(405, "METHODE_NON_AUTORISEE");
    }
}

#[tokio::test]
async fn every_answer_names_its_request_and_no_two_alike() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut seen = HashSet::new();
    for path in [
        "/api/auth/me",
        "/api/prospects",
        "/sante/vivant",
        "/api/openapi.json",
        "/api/inconnu",
        "/api/prospects?page=0",
    ] {
        for _ in 0..3 {
            let id = admin.get(path).await.headers["x-request-id"].to_str().unwrap().to_owned();
            assert!(!id.is_empty() && seen.insert(id), "{path}");
        }
    }
}

#[tokio::test]
async fn a_caller_does_not_choose_the_name_of_its_request() {
    let app = TestApp::start().await;
    let request = app.anonymous().request(Method::GET, "/api/inconnu").header("x-request-id", "choisi");
    let answer = Answer::read(request).await;
    answer.expect_problem(404, "INTROUVABLE");
    assert_ne!(answer.headers["x-request-id"], "choisi");
}

#[tokio::test]
async fn a_problem_names_its_kind_by_its_code() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/api/prospects").await;
    assert_eq!(answer.expect_problem(401, "NON_AUTHENTIFIE").body["type"], "/problemes/non-authentifie");
}

#[tokio::test]
async fn an_internal_error_says_nothing_of_the_inside() {
    let app = TestApp::start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    app.db.execute("ALTER TABLE prospects RENAME COLUMN resume_ia TO autre").await;
    let answer = admin.get("/api/prospects/PROS_1").await;
    answer.expect_problem(500, "ERREUR_INTERNE");
    let told = answer.body.to_string().to_lowercase();
    for inside in [
        "resume_ia",
        "column",
        "colonne",
        "select",
        "sql",
        "diesel",
        "postgres",
        "panic",
        "src/",
        ".rs",
        "marie",
        "dumitru",
    ] {
        assert!(!told.contains(inside), "{inside}: {told}");
    }
    app.db.execute("ALTER TABLE prospects RENAME COLUMN autre TO resume_ia").await;
    admin.get("/api/prospects/PROS_1").await.expect(200);
}

#[tokio::test]
async fn browsers_are_told_to_be_careful_with_every_answer() {
    let app = TestApp::start().await;
    for path in ["/sante/vivant", "/api/prospects", "/api/inconnu"] {
        let headers = app.anonymous().get(path).await.headers;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "{path}: this is http");
    }
}

#[tokio::test]
async fn a_query_that_is_no_text_breaks_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for query in [
        "%",
        "%zz",
        "=",
        "&&&",
        "statut",
        "statut=%FF",
        "page=%00",
        "tri=%C3",
        "limit",
        "a=b&a=c",
        "tri=nom&tri=nom",
        "limit=1&limit=2",
    ] {
        for path in
            ["/api/prospects", "/api/notifications", "/api/candidats", "/api/sessions", "/api/formations"]
        {
            let answer = admin.get(&format!("{path}?{query}")).await;
            if answer.status != 200 {
                answer.expect_problem(400, "REQUETE_INVALIDE");
            }
        }
    }
}

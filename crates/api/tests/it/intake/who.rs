//! Callers that may write prospects: n8n by key, admins by session.

use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use super::records::{PEOPLE, added, everything, marie, path_of, received};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

/// Returns the three writing operations: method, path and body.
fn writes(id: &str) -> [(Method, String, Value); 3] {
    [
        (Method::POST, PEOPLE.to_owned(), marie()),
        (Method::PATCH, path_of(id), json!({ "ville": "Brest" })),
        (Method::POST, format!("{}/emails", path_of(id)), received()),
    ]
}

/// Builds a request without an origin, for any version.
fn bare(client: &Client, write: &(Method, String, Value)) -> reqwest::RequestBuilder {
    let (method, path, body) = write;
    client.bare_request(method.clone(), path).header(IF_MATCH, "*").json(body)
}

/// Asserts that every write of this client is refused and changes nothing.
async fn refused(app: &TestApp, id: &str, client: &Client, status: u16, code: &str) {
    let before = everything(&app.db).await;
    for write in writes(id) {
        let request = bare(client, &write).header("origin", &app.url);
        Answer::read(request).await.expect_problem(status, code);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn nobody_writes_without_a_session_or_a_key() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    refused(&app, &id, &app.anonymous(), 401, "NON_AUTHENTIFIE").await;
}

#[tokio::test]
async fn a_wrong_key_is_refused() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    for key in ["", "cle-de-test-0123456789-012345678", "cle-de-test-0123456789-01234567890"] {
        refused(&app, &id, &app.anonymous().with_key(key), 401, "CLE_API_INVALIDE").await;
    }
}

#[tokio::test]
async fn a_session_does_not_make_up_for_a_wrong_key() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await.with_key("autre-cle");
    refused(&app, &id, &admin, 401, "CLE_API_INVALIDE").await;
}

#[tokio::test]
async fn trainers_and_students_are_refused() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    for (email, role) in [("paul@ecole.example", "FORMATEUR"), ("lea@ecole.example", "ELEVE")] {
        refused(&app, &id, &app.login(email, "Paul", role).await, 403, "ACCES_REFUSE").await;
    }
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let before = everything(&app.db).await;
    for write in writes(&id) {
        for origin in [None, Some("https://ailleurs.example"), Some("null")] {
            let request = bare(&admin, &write);
            let request =
                origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            Answer::read(request).await.expect_problem(403, "ACCES_REFUSE");
        }
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn n8n_writes_and_needs_no_origin() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for (write, status) in writes(&id).iter().zip([200, 200, 201]) {
        Answer::read(bare(&n8n, write)).await.expect(status);
    }
}

#[tokio::test]
async fn an_admin_writes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = added(&admin, marie()).await;
    for (write, status) in writes(&id).iter().zip([200, 200, 201]) {
        Answer::read(bare(&admin, write).header("origin", &app.url)).await.expect(status);
    }
}

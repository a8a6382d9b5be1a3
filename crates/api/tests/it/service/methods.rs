//! HEAD equals GET without the body, at every path with GET (RFC 9110 §9.3.2).

use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::contract::DOCUMENT;
use crate::support::data;

/// The stream of notifications, whose GET never ends.
const STREAM: &str = "/api/notifications/flux";

/// Returns the paths of the document with GET, each with its required parameters.
fn addresses() -> Vec<String> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let gets = paths.iter().filter(|(_, item)| item["get"].is_object()).map(|(path, _)| path);
    gets.map(|path| {
        let path = path.replace("{idProspect}", "PROS_1").replace("{code}", "CAP_BJ");
        let query = if path.ends_with("/export") { "?format=csv" } else { "" };
        let filled: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        format!("{}{query}", filled.join("/"))
    })
    .collect()
}

/// Returns status, headers and body length.
async fn call(client: &Client, method: Method, path: &str) -> (u16, HeaderMap, usize) {
    let response = client.request(method, path).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().len())
}

#[tokio::test]
async fn head_is_taken_wherever_get_is_and_has_its_headers() {
    let app = TestApp::start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let mut all = addresses();
    all.extend(["/api/openapi.json".to_owned(), "/api/inconnu".to_owned()]);
    for path in all.iter().filter(|path| *path != STREAM) {
        let client = if path == "/metrics" { &n8n } else { &admin };
        let (status, headers, content) = call(client, Method::HEAD, path).await;
        let (expected, wanted, _) = call(client, Method::GET, path).await;
        assert_eq!((status, content), (expected, 0), "{path}");
        for name in [CONTENT_TYPE, ETAG, CONTENT_DISPOSITION, CACHE_CONTROL] {
            assert_eq!(headers.get(&name), wanted.get(&name), "{path}: {name}");
        }
        // A body that is not made has no length; a given length is correct (RFC 9110 §8.6), except for content that
        // changes by itself.
        if headers.contains_key(CONTENT_LENGTH) && path != "/metrics" && !path.starts_with("/api/sante") {
            assert_eq!(headers.get(CONTENT_LENGTH), wanted.get(CONTENT_LENGTH), "{path}");
        }
    }
    assert!(all.len() > 25, "{all:?}");
}

#[tokio::test]
async fn head_of_the_stream_ends_and_leaves_nobody_connected() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (status, headers, content) = call(&admin, Method::HEAD, STREAM).await;
    assert_eq!((status, content), (200, 0));
    assert_eq!(headers[CONTENT_TYPE], "text/event-stream; charset=utf-8");
    let answer = admin.get("/api/notifications/statistiques").await;
    assert_eq!(answer.expect(200).body["clients"]["ADMIN"], 0, "{}", answer.body);
}

#[tokio::test]
async fn head_of_an_export_hands_nothing_out_and_leaves_no_trace_of_one() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let personal = format!("/api/prospects/{prospect}/donnees-personnelles");
    for path in ["/api/prospects/export?format=xlsx", "/api/prospects/export?format=csv", &personal] {
        assert_eq!(call(&admin, Method::HEAD, path).await.0, 200, "{path}");
    }
    let traces = "SELECT count(*) AS count FROM audit_prospects";
    assert_eq!(app.db.count(traces).await, 0);
    assert_eq!(call(&admin, Method::HEAD, "/api/prospects/export").await.0, 400);
    assert_eq!(call(&admin, Method::HEAD, "/api/prospects/PROS_99/donnees-personnelles").await.0, 404);
    assert_eq!(call(&app.anonymous(), Method::HEAD, &personal).await.0, 401);
}

#[tokio::test]
async fn head_is_refused_where_get_is() {
    let app = TestApp::start().await;
    let (status, headers, content) = call(&app.anonymous(), Method::HEAD, "/api/auth/login").await;
    assert_eq!((status, content), (405, 0));
    assert_eq!(headers["allow"], "POST");
}

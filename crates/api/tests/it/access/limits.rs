//! Limits on the size and duration of requests, and security headers of responses.

use std::net::SocketAddr;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::app::{SOON, TestApp};
use crate::support::client::Answer;

fn address(app: &TestApp) -> SocketAddr {
    app.url.trim_start_matches("http://").parse().unwrap()
}

/// Sends the start of a request and returns the response until the connection closes.
async fn send_and_wait(app: &TestApp, beginning: &str) -> String {
    let mut socket = TcpStream::connect(address(app)).await.unwrap();
    socket.write_all(beginning.as_bytes()).await.unwrap();
    let mut got = Vec::new();
    tokio::time::timeout(SOON, socket.read_to_end(&mut got)).await.expect("an end").unwrap();
    String::from_utf8(got).unwrap()
}

#[tokio::test]
async fn an_address_beyond_measure_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = |length: usize| format!("/api/prospects?recherche={}", "a".repeat(length));
    admin.get(&path(9_000)).await.expect_problem(414, "ADRESSE_TROP_LONGUE");
    let filters = "statut=NOUVEAU&".repeat(500);
    admin.get(&format!("/api/prospects?{filters}")).await.expect(200);
}

#[tokio::test]
async fn headers_beyond_measure_are_refused() {
    let app = TestApp::start().await;
    let with = |length: usize| {
        app.anonymous().request(Method::GET, "/sante/vivant").header("x-long", "a".repeat(length))
    };
    Answer::read(with(33_000)).await.expect_problem(431, "EN_TETES_TROP_GRANDS");
    Answer::read(with(16_000)).await.expect(200);
}

#[tokio::test]
async fn a_head_that_does_not_end_closes_the_connection() {
    let app = TestApp::setup().set("READ_TIMEOUT_S", 1).start().await;
    let got = send_and_wait(&app, "GET /sante/vivant HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
    assert!(got.is_empty(), "{got}");
}

/// A client that sends its first request at that moment would take a 408 for the response to it.
#[tokio::test]
async fn a_connection_without_a_request_is_closed_without_a_response() {
    let app = TestApp::setup().set("READ_TIMEOUT_S", 1).start().await;
    let got = send_and_wait(&app, "").await;
    assert!(got.is_empty(), "{got}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::setup().set("READ_TIMEOUT_S", 1).start().await;
    let head = "POST /api/auth/login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
        content-type: application/json\r\ncontent-length: 50\r\n\r\n{\"email\":";
    let got = send_and_wait(&app, head).await;
    assert!(got.starts_with("HTTP/1.1 408") && got.contains("DELAI_DEPASSE"), "{got}");
}

#[tokio::test]
async fn connections_that_say_nothing_do_not_keep_others_out() {
    let app = TestApp::setup().set("READ_TIMEOUT_S", 1).set("HTTP_MAX_CONNECTIONS", 2).start().await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        let mut socket = TcpStream::connect(address(&app)).await.unwrap();
        socket.write_all(b"GET /sante/vivant HTTP/1.1\r\n").await.unwrap();
        idle.push(socket);
    }
    tokio::time::timeout(SOON, app.anonymous().get("/sante/vivant")).await.expect("a turn").expect(200);
}

#[tokio::test]
async fn every_text_names_its_encoding() {
    let app = TestApp::start().await;
    let script = "/api/docs/swagger-ui-bundle.js";
    for (path, wanted) in [
        ("/api/docs/", "text/html; charset=utf-8"),
        ("/api/docs/index.css", "text/css; charset=utf-8"),
        (script, "text/javascript; charset=utf-8"),
        ("/api/inconnu", "application/problem+json"),
        ("/sante/vivant", "application/json"),
    ] {
        let answer = app.anonymous().request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], wanted, "{path}");
    }
}

#[tokio::test]
async fn every_answer_forbids_what_no_page_needs() {
    let app = TestApp::start().await;
    for path in ["/sante/vivant", "/api/prospects", "/api/inconnu", "/api/openapi.json", "/api/docs/"] {
        let request = app.anonymous().request(Method::GET, path);
        let headers = request.send().await.unwrap().headers().clone();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=()"), "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        assert_eq!(policy.contains("script-src"), path == "/api/docs/", "{path}: {policy}");
    }
}

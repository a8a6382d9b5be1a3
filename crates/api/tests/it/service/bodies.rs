//! Request bodies.

use futures_util::stream;
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

const PATH: &str = "/api/notifications/lues";
/// Maximum size of a body, in bytes.
const LIMIT: usize = 256 * 1024;

/// Maximum size of n8n's body, in bytes.
const MACHINE_LIMIT: usize = 2 * 1024 * 1024;

/// Returns a valid body of this length, padded with spaces after the JSON.
fn sound(length: usize) -> String {
    let mut body = r#"{"ids":[]}"#.to_owned();
    body.extend(std::iter::repeat_n(' ', length - body.len()));
    body
}

#[tokio::test]
async fn a_body_is_taken_up_to_its_limit() {
    let app = TestApp::start().await;
    app.admin().await.post_text(PATH, sound(LIMIT)).await.expect(204);
}

#[tokio::test]
async fn a_body_above_its_limit_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for length in [LIMIT + 1, LIMIT * 2] {
        admin.post_text(PATH, sound(length)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    }
    let n8n = app.n8n_client();
    let callback = "/api/prospects/conversion-complete";
    // Emails are long, so n8n may send more.
    n8n.post_text(callback, sound(MACHINE_LIMIT)).await.expect_problem(422, "VALIDATION");
    n8n.post_text(callback, sound(MACHINE_LIMIT + 1)).await.expect_problem(413, "CHARGE_TROP_GRANDE");
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_has_the_same_limit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let chunked = |length: usize| {
        let text = sound(length).into_bytes();
        let chunks: Vec<_> =
            text.chunks(8_192).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
        let request = admin.request(Method::POST, PATH).header(CONTENT_TYPE, "application/json");
        Answer::read(request.body(reqwest::Body::wrap_stream(stream::iter(chunks))))
    };
    chunked(LIMIT).await.expect(204);
    chunked(LIMIT + 1).await.expect_problem(413, "CHARGE_TROP_GRANDE");
}

#[tokio::test]
async fn only_json_is_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for other in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/jsonp",
        "",
    ] {
        let request = admin.request(Method::POST, PATH).header(CONTENT_TYPE, other).body(r#"{"ids":[]}"#);
        Answer::read(request).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    }
    let request = admin.request(Method::POST, PATH).body(r#"{"ids":[]}"#);
    Answer::read(request).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    for json in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"] {
        let request = admin.request(Method::POST, PATH).header(CONTENT_TYPE, json).body(r#"{"ids":[]}"#);
        Answer::read(request).await.expect(204);
    }
}

#[tokio::test]
async fn malformed_json_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for text in [
        "",
        " ",
        "{",
        "{\"ids\":[1,]}",
        "{\"ids\":[]} x",
        "{'ids':[]}",
        "{\"ids\":[]}{}",
        "\u{feff}",
        "{\"ids\":NaN}",
    ] {
        let answer = admin.post_text(PATH, text).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
        assert!(answer.body["detail"].as_str().unwrap().contains("ligne 1"), "{text}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_passed_over() {
    let app = TestApp::start().await;
    app.admin().await.post_text(PATH, "\u{feff}{\"ids\":[]}").await.expect(204);
}

#[tokio::test]
async fn a_compressed_body_is_415_and_told_what_is_taken() {
    let app = TestApp::start().await;
    let request = |client: &Client, path: &str, coding: &'static str| {
        let request = client.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
        Answer::read(request.header(CONTENT_ENCODING, coding).body(r#"{"ids":[]}"#))
    };
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    for coding in ["gzip", "br", "gzip, identity", "x"] {
        for (client, path) in [(&admin, PATH), (&n8n, "/api/prospects/conversion-progress")] {
            let answer = request(client, path, coding).await;
            answer.expect_problem(415, "TYPE_NON_SUPPORTE");
            assert_eq!(answer.headers[ACCEPT_ENCODING], "identity");
        }
    }
    request(&admin, PATH, "Identity").await.expect(204);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_malformed_json() {
    let app = TestApp::start().await;
    let request = app.admin().await.request(Method::POST, PATH).header(CONTENT_TYPE, "application/json");
    Answer::read(request.body(&b"{\"ids\":[\"\xff\"]}"[..])).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn json_nested_without_end_is_refused() {
    let app = TestApp::start().await;
    let deep = format!("{{\"ids\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let answer = app.admin().await.post_text(PATH, deep).await;
    assert!(matches!(answer.status.as_u16(), 400 | 422), "{}", answer.body);
    assert!(answer.body["code"].is_string());
}

#[tokio::test]
async fn json_of_another_shape_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for body in [json!([]), json!(null), json!("x"), json!(1)] {
        admin.post(PATH, body).await.expect_problem(422, "VALIDATION");
    }
}

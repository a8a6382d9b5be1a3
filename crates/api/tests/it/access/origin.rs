//! Protection of the session against foreign pages.

use reqwest::Method;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

/// Sends a state-changing request with the cookie and these headers.
async fn change(client: &Client, headers: &[(&'static str, &str)]) -> Answer {
    let request = client.bare_request(Method::POST, "/api/notifications/lues");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::read(request.json(&json!({ "ids": [] }))).await
}

#[tokio::test]
async fn a_change_is_refused_when_nothing_says_where_it_comes_from() {
    let app = TestApp::start().await;
    change(&app.admin().await, &[]).await.expect_problem(403, "ACCES_REFUSE");
}

#[tokio::test]
async fn a_change_is_refused_when_it_comes_from_elsewhere() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (https, sub) = (app.url.replace("http://", "https://x."), format!("{}.example", app.url));
    for origin in ["https://ailleurs.example", "null", "", "127.0.0.1", "file://", &https, &sub] {
        change(&admin, &[("origin", origin)]).await.expect_problem(403, "ACCES_REFUSE");
    }
    for site in ["cross-site", "same-site", "none"] {
        change(&admin, &[("sec-fetch-site", site)]).await.expect_problem(403, "ACCES_REFUSE");
        let headers = [("sec-fetch-site", site), ("origin", "https://ailleurs.example")];
        change(&admin, &headers).await.expect_problem(403, "ACCES_REFUSE");
    }
}

#[tokio::test]
async fn an_origin_is_ours_with_its_scheme_and_port_alone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let host = app.url.strip_prefix("http://").unwrap();
    let (name, port) = host.split_once(':').unwrap();
    let other_port = u16::wrapping_add(port.parse().unwrap(), 1).max(1);
    for origin in [
        format!("https://{host}"),
        format!("x://{host}"),
        format!("http://{name}"),
        format!("http://{name}:{other_port}"),
        format!("http://{host}/"),
        format!("http://x@{host}"),
        format!("HTTP://{host}"),
        host.to_owned(),
    ] {
        change(&admin, &[("origin", &origin)]).await.expect_problem(403, "ACCES_REFUSE");
    }
}

#[tokio::test]
async fn the_port_of_a_scheme_need_not_be_said() {
    let app = TestApp::setup().set("PUBLIC_URL", "http://admissions.example:80/").start().await;
    let admin = app.admin().await;
    change(&admin, &[("origin", "http://admissions.example")]).await.expect(204);
    let own = [("host", "autre-nom.example:80"), ("origin", "http://autre-nom.example")];
    change(&admin, &own).await.expect(204);
    let foreign = [("host", "autre-nom.example:80"), ("origin", "https://autre-nom.example")];
    change(&admin, &foreign).await.expect_problem(403, "ACCES_REFUSE");
}

#[tokio::test]
async fn a_change_from_our_own_pages_is_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    change(&admin, &[("origin", &app.url)]).await.expect(204);
    change(&admin, &[("sec-fetch-site", "same-origin")]).await.expect(204);
}

#[tokio::test]
async fn behind_a_proxy_our_own_pages_have_the_public_origin() {
    let app = TestApp::setup().set("PUBLIC_URL", "http://admissions.example/").start().await;
    let admin = app.admin().await;
    change(&admin, &[("origin", "http://admissions.example")]).await.expect(204);
    change(&admin, &[("origin", "http://admissions.example.ailleurs.example")])
        .await
        .expect_problem(403, "ACCES_REFUSE");
}

#[tokio::test]
async fn a_page_hosted_elsewhere_needs_to_be_configured() {
    let app = TestApp::setup().set("CORS_ORIGINS", "https://pages.example").start().await;
    let admin = app.admin().await;
    let taken = change(&admin, &[("origin", "https://pages.example")]).await;
    taken.expect(204);
    assert_eq!(taken.headers["access-control-allow-origin"], "https://pages.example");
    assert_eq!(taken.headers["access-control-allow-credentials"], "true");
    let refused = change(&admin, &[("origin", "https://autres-pages.example")]).await;
    refused.expect_problem(403, "ACCES_REFUSE");
    assert!(!refused.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn reading_needs_no_origin() {
    let app = TestApp::start().await;
    let request = app.admin().await.bare_request(Method::GET, "/api/prospects");
    Answer::read(request).await.expect(200);
}

#[tokio::test]
async fn a_foreign_page_can_not_end_a_session() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let request =
        admin.bare_request(Method::POST, "/api/auth/logout").header("origin", "https://ailleurs.example");
    Answer::read(request).await.expect_problem(403, "ACCES_REFUSE");
    admin.get("/api/auth/me").await.expect(200);
}

#[tokio::test]
async fn a_foreign_page_can_not_log_somebody_in() {
    let app = TestApp::start().await;
    data::person(&app.db, "sophie@ecole.example", "Sophie", "ADMIN").await;
    let body = json!({ "email": "sophie@ecole.example", "motDePasse": data::PASSWORD });
    let login = || app.anonymous().bare_request(Method::POST, "/api/auth/login").json(&body);
    for (name, value) in
        [("origin", "https://ailleurs.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        let refused = Answer::read(login().header(name, value)).await;
        refused.expect_problem(403, "ACCES_REFUSE");
        assert!(!refused.headers.contains_key("set-cookie"));
    }
    // A script sends no origin.
    Answer::read(login()).await.expect(200);
}

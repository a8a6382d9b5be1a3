//! End of a session, and attributes of its cookie.

use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

const ME: &str = "/api/auth/me";
const EMAIL: &str = "sophie@ecole.example";

async fn is_logged_in(client: &Client) -> bool {
    client.get(ME).await.status == 200
}

/// Returns the parts of the login's cookie: name, then attributes in order.
async fn cookie_of_login(app: &TestApp) -> (String, Vec<String>) {
    data::person(&app.db, EMAIL, "Sophie", "ADMIN").await;
    let body = json!({ "email": EMAIL, "motDePasse": data::PASSWORD });
    let answer = app.anonymous().post("/api/auth/login", body).await;
    let cookies: Vec<_> = answer.expect(200).headers.get_all(SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 2, "the session, and the browser");
    let mut parts = cookies[0].to_str().unwrap().split("; ").map(str::to_owned);
    let (name, _) =
        parts.next().unwrap().split_once('=').map(|(name, value)| (name.to_owned(), value.len())).unwrap();
    let mut attributes: Vec<_> = parts.collect();
    attributes.sort();
    (name, attributes)
}

#[tokio::test]
async fn on_http_the_cookie_is_out_of_reach_of_scripts_and_of_foreign_pages() {
    let app = TestApp::start().await;
    let (name, attributes) = cookie_of_login(&app).await;
    assert_eq!(name, "auth_session");
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn on_https_the_cookie_is_secure_and_bound_to_the_host() {
    let app = TestApp::setup().set("PUBLIC_URL", "https://admissions.example").start().await;
    let (name, attributes) = cookie_of_login(&app).await;
    assert_eq!(name, "__Host-auth_session");
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    let admin = app.admin().await;
    let answer = admin.get(ME).await;
    let policy = &answer.expect(200).headers["strict-transport-security"];
    assert_eq!(policy, "max-age=63072000; includeSubDomains");
    // Another host of the domain may have set a cookie without the prefix.
    let planted = admin.cookie().unwrap().replace("__Host-", "");
    let request = app.anonymous().request(Method::GET, ME).header("cookie", planted);
    Answer::read(request).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn a_logout_ends_the_session_and_removes_the_cookie() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answer = admin.post("/api/auth/logout", json!({})).await;
    let removal = answer.expect(204).headers[SET_COOKIE].to_str().unwrap();
    assert!(
        removal.starts_with("auth_session=;") && removal.contains("Max-Age=0") && removal.contains("Path=/"),
        "{removal}"
    );
    admin.get(ME).await.expect_problem(401, "NON_AUTHENTIFIE");
    admin.post("/api/auth/logout", json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn a_logout_takes_what_the_page_keeps_and_a_refused_one_takes_nothing() {
    let app = TestApp::start().await;
    for path in ["/api/auth/logout", "/api/auth/logout-partout"] {
        let admin = app.admin().await;
        let answer = admin.post(path, json!({})).await;
        assert_eq!(answer.expect(204).headers["clear-site-data"], "\"storage\"", "{path}");
        let refused = admin.post(path, json!({})).await;
        refused.expect_problem(401, "NON_AUTHENTIFIE");
        assert!(!refused.headers.contains_key("clear-site-data"), "{path}");
    }
}

#[tokio::test]
async fn a_logout_ends_no_other_session_of_the_person() {
    let app = TestApp::start().await;
    let (at_work, at_home) = (app.admin().await, app.admin().await);
    at_work.post("/api/auth/logout", json!({})).await.expect(204);
    assert!(!is_logged_in(&at_work).await);
    assert!(is_logged_in(&at_home).await);
}

#[tokio::test]
async fn another_login_of_the_same_browser_ends_its_session() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let former = admin.cookie().unwrap();
    admin.login(EMAIL, data::PASSWORD).await;
    assert!(is_logged_in(&admin).await);
    assert_ne!(admin.cookie().unwrap(), former);
    let request = app.anonymous().request(Method::GET, ME).header("cookie", former);
    Answer::read(request).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_without_a_request() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert!(is_logged_in(&admin).await);
    app.advance(TimeDelta::hours(12));
    assert!(!is_logged_in(&admin).await);
}

#[tokio::test]
async fn activity_keeps_a_session_but_not_beyond_seven_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for _ in 0..15 {
        app.advance(TimeDelta::hours(11));
        assert!(is_logged_in(&admin).await);
    }
    // 165 hours of 168 have passed.
    app.advance(TimeDelta::hours(3) - TimeDelta::seconds(1));
    assert!(is_logged_in(&admin).await);
    app.advance(TimeDelta::seconds(1));
    assert!(!is_logged_in(&admin).await);
}

#[tokio::test]
async fn a_person_who_is_deactivated_is_out_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.db.execute("UPDATE utilisateurs SET actif = false").await;
    admin.get(ME).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn a_person_who_is_no_admin_any_more_sees_no_prospect_any_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get("/api/prospects").await.expect(200);
    app.db.execute("UPDATE utilisateurs SET role = 'FORMATEUR'").await;
    admin.get("/api/prospects").await.expect_problem(403, "ACCES_REFUSE");
    assert_eq!(admin.get(ME).await.body["utilisateur"]["role"], "FORMATEUR");
}

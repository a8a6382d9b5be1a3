//! Sessions of an account: list, and end of each.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data::PASSWORD;
use crate::support::stream::Stream;

const SESSIONS: &str = "/api/auth/sessions";
const ME: &str = "/api/auth/me";
const SOPHIE: &str = "sophie@ecole.example";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";

/// Logs in with this browser from this address.
async fn login_with(app: &TestApp, agent: &str, address: &str) {
    let request = app.anonymous().request(Method::POST, "/api/auth/login");
    let request = request.header("user-agent", agent).header("x-forwarded-for", address);
    Answer::read(request.json(&json!({ "email": SOPHIE, "motDePasse": PASSWORD }))).await.expect(200);
}

async fn sessions(client: &Client) -> Vec<Value> {
    client.get(SESSIONS).await.expect(200).body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_person_sees_when_with_what_and_from_where_each_login_was_made() {
    let app = TestApp::setup().set("TRUSTED_PROXIES", "127.0.0.1").start().await;
    let here = app.admin().await;
    app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    app.advance(TimeDelta::minutes(1));
    login_with(&app, FIREFOX, "203.0.113.7").await;
    app.advance(TimeDelta::minutes(10));
    let listed = sessions(&here).await;
    assert_eq!(listed.len(), 2, "{listed:?}");
    let (mine, other) = (&listed[0], &listed[1]);
    assert_eq!(mine["courante"], true);
    assert_eq!(mine["dateDerniereActivite"], "2026-11-05T09:11:00Z");
    let expected = json!({ "id": other["id"], "dateCreation": "2026-11-05T09:01:00Z",
        "dateDerniereActivite": "2026-11-05T09:01:00Z", "navigateur": "Firefox sur Windows",
        "adresse": "203.0.113.7", "nouvelAppareil": true, "courante": false });
    assert_eq!(*other, expected);
}

#[tokio::test]
async fn a_login_is_from_a_new_device_when_its_browser_and_system_were_never_seen_before() {
    let app = TestApp::start().await;
    let here = app.admin().await;
    // Another version of a browser is not a new device.
    for agent in [FIREFOX, "Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0", SAFARI] {
        app.advance(TimeDelta::minutes(1));
        login_with(&app, agent, "203.0.113.7").await;
    }
    let mut listed = sessions(&here).await;
    listed.sort_by_key(|one| one["dateCreation"].as_str().unwrap().to_owned());
    let new: Vec<_> = listed.iter().map(|one| one["nouvelAppareil"].as_bool().unwrap()).collect();
    assert_eq!(new, [false, true, false, true]);
}

#[tokio::test]
async fn a_login_that_is_ended_is_out_at_once_with_its_stream_and_no_other() {
    let app = TestApp::setup().with_workers().start().await;
    let (here, elsewhere) = (app.admin().await, app.admin().await);
    let mut stream = Stream::open(&elsewhere).await;
    let listed = sessions(&here).await;
    let other = listed.iter().find(|one| one["courante"] == false).unwrap()["id"].as_str().unwrap();
    let path = format!("{SESSIONS}/{other}");
    here.delete(&path).await.expect(204);
    stream.expect_end().await;
    elsewhere.get(ME).await.expect_problem(401, "NON_AUTHENTIFIE");
    here.get(ME).await.expect(200);
    here.delete(&path).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_login_that_the_next_one_of_its_browser_ends_is_out_with_its_stream() {
    let app = TestApp::setup().with_workers().set("HEARTBEAT_S", 3_600).start().await;
    app.login("lea@ecole.example", "Léa", "ADMIN").await;
    // The next login is of the person, or of somebody else.
    for next in [SOPHIE, "lea@ecole.example"] {
        let browser = app.admin().await;
        let mut stream = Stream::open(&browser).await;
        browser.login(next, PASSWORD).await;
        stream.expect_end().await;
    }
}

#[tokio::test]
async fn nobody_ends_the_login_of_somebody_else() {
    let app = TestApp::start().await;
    let sophie = app.admin().await;
    let lea = app.login("lea@ecole.example", "Léa", "ADMIN").await;
    let hers = sessions(&lea).await[0]["id"].as_str().unwrap().to_owned();
    for id in [hers.as_str(), "1", "0000000000000000", "é"] {
        sophie.delete(&format!("{SESSIONS}/{id}")).await.expect_problem(404, "INTROUVABLE");
    }
    lea.get(ME).await.expect(200);
    let request = lea.bare_request(Method::DELETE, &format!("{SESSIONS}/{hers}"));
    let foreign = request.header("origin", "https://ailleurs.example");
    Answer::read(foreign).await.expect_problem(403, "ACCES_REFUSE");
    lea.get(ME).await.expect(200);
}

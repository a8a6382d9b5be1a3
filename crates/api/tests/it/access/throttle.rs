//! Limits on password guesses.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::data::{self, PASSWORD};

const LOGIN: &str = "/api/auth/login";
const SOPHIE: &str = "sophie@ecole.example";
const PAUL: &str = "paul@ecole.example";
const HOME: &str = "203.0.113.7";
const WRONG: &str = "un autre mot de passe";

/// Starts a school with two accounts behind a proxy that forwards client addresses.
async fn school() -> TestApp {
    let app = TestApp::setup().set("TRUSTED_PROXIES", "127.0.0.1").start().await;
    data::person(&app.db, SOPHIE, "Sophie", "ADMIN").await;
    data::person(&app.db, PAUL, "Paul", "FORMATEUR").await;
    app
}

async fn try_from(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let request = app.anonymous().request(Method::POST, LOGIN).header("x-forwarded-for", address);
    Answer::read(request.json(&json!({ "email": email, "motDePasse": password }))).await
}

async fn fail(app: &TestApp, address: &str, email: &str, times: usize) {
    for _ in 0..times {
        try_from(app, address, email, WRONG).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
}

/// Returns the seconds of `Retry-After`.
#[track_caller]
fn wait_of(answer: &Answer) -> i64 {
    answer.expect_problem(429, "TROP_DE_REQUETES");
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits() {
    let app = school().await;
    fail(&app, HOME, SOPHIE, 5).await;
    for password in [WRONG, PASSWORD] {
        assert_eq!(wait_of(&try_from(&app, HOME, SOPHIE, password).await), 900);
    }
    // Another account is accepted from this place, and this account from elsewhere.
    try_from(&app, HOME, PAUL, PASSWORD).await.expect(200);
    try_from(&app, "198.51.100.1", SOPHIE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn the_wait_ends_when_it_says_so_and_asking_meanwhile_does_not_prolong_it() {
    let app = school().await;
    fail(&app, HOME, SOPHIE, 1).await;
    app.advance(TimeDelta::minutes(10));
    fail(&app, HOME, SOPHIE, 4).await;
    let wait = wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
    assert_eq!(wait, 300);
    app.advance(TimeDelta::seconds(wait - 1));
    assert_eq!(wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await), 1);
    app.advance(TimeDelta::seconds(1));
    try_from(&app, HOME, SOPHIE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_success_forgets_the_failures_before_it() {
    let app = school().await;
    fail(&app, HOME, SOPHIE, 4).await;
    try_from(&app, HOME, SOPHIE, PASSWORD).await.expect(200);
    fail(&app, HOME, SOPHIE, 5).await;
    wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
}

#[tokio::test]
async fn an_account_that_nobody_has_is_locked_alike() {
    let app = school().await;
    fail(&app, HOME, "inconnue@ecole.example", 5).await;
    fail(&app, HOME, SOPHIE, 5).await;
    let unknown = try_from(&app, HOME, "inconnue@ecole.example", WRONG).await;
    let known = try_from(&app, HOME, "SOPHIE@ecole.example ", WRONG).await;
    assert_eq!(wait_of(&unknown), wait_of(&known));
    assert_eq!(unknown.body["detail"], known.body["detail"]);
}

#[tokio::test]
async fn many_at_once_are_no_way_around_the_limit() {
    let app = school().await;
    let answers = join_all((0..12).map(|_| try_from(&app, HOME, SOPHIE, WRONG))).await;
    let refused = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((refused(401), refused(429)), (5, 7));
}

#[tokio::test]
async fn ten_addresses_together_lock_an_account_and_one_address_ten_accounts() {
    let app = school().await;
    app.db
        .execute(
            "INSERT INTO echecs_authentification (compte_hash, adresse, date_echec)
             SELECT sha256('sophie@ecole.example'), '192.0.2.' || n % 10, timestamptz '2026-11-05T08:50:00Z' + n * interval '1 s'
             FROM generate_series(1, 50) AS n
             UNION ALL
             SELECT sha256(convert_to('compte' || n % 10, 'UTF8')), '198.51.100.9', timestamptz '2026-11-05T08:59:00Z'
             FROM generate_series(1, 49) AS n",
        )
        .await;
    assert_eq!(wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await), 301);
    try_from(&app, HOME, PAUL, PASSWORD).await.expect(200);
    try_from(&app, "198.51.100.9", PAUL, PASSWORD).await.expect(200);
    fail(&app, "198.51.100.9", PAUL, 1).await;
    assert_eq!(wait_of(&try_from(&app, "198.51.100.9", PAUL, PASSWORD).await), 840);
    app.advance(TimeDelta::seconds(301));
    try_from(&app, HOME, SOPHIE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn one_home_line_locks_nobody_out() {
    let app = school().await;
    let mut tried = 0;
    for line in [
        // A stranger's /64 networks: of a home line (/56), and of a tunnel (/48).
        (0..16).map(|n| format!("2001:db8:aa:{n:x}::7")).collect::<Vec<_>>(),
        (0..16).map(|n| format!("2001:db8:bb:{n:x}00::7")).collect(),
        (0..16).map(|n| format!("198.51.100.{n}")).collect(),
    ] {
        for address in &line {
            for _ in 0..5 {
                tried += i32::from(try_from(&app, address, SOPHIE, WRONG).await.status == 401);
            }
        }
    }
    assert_eq!(tried, 10 + 15 + 15);
    try_from(&app, HOME, SOPHIE, PASSWORD).await.expect(200);
    try_from(&app, "2001:db8:cc::7", SOPHIE, PASSWORD).await.expect(200);
}

/// Tries from many addresses until the account is locked.
async fn lock_out(app: &TestApp) {
    app.db
        .execute(
            "INSERT INTO echecs_authentification (compte_hash, adresse, date_echec)
             SELECT sha256('sophie@ecole.example'), '192.0.2.' || n, timestamptz '2026-11-05T08:59:00Z'
             FROM generate_series(1, 50) AS n",
        )
        .await;
}

async fn try_by(app: &TestApp, device: &str, email: &str, password: &str) -> Answer {
    let request = app.anonymous().request(Method::POST, LOGIN).header("x-forwarded-for", HOME);
    let request = request.header("cookie", format!("appareil={device}"));
    Answer::read(request.json(&json!({ "email": email, "motDePasse": password }))).await
}

/// Returns the browser token that a login sets.
fn device_of(answer: &Answer) -> String {
    let cookies = answer.expect(200).headers.get_all("set-cookie");
    let mut cookies = cookies.iter().map(|cookie| cookie.to_str().unwrap());
    let device = cookies.find_map(|cookie| cookie.strip_prefix("appareil=")).unwrap();
    assert!(device.contains("; HttpOnly") && device.contains("; Max-Age=15552000"), "{device}");
    device.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_browser_that_logged_in_before_is_not_locked_out_by_others() {
    let app = school().await;
    let device = device_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
    lock_out(&app).await;
    wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
    assert_eq!(device_of(&try_by(&app, &device, SOPHIE, PASSWORD).await), device);
    // It has its own limit, and its failures do not count for others.
    for _ in 0..5 {
        try_by(&app, &device, SOPHIE, WRONG).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    wait_of(&try_by(&app, &device, SOPHIE, PASSWORD).await);
    app.advance(TimeDelta::minutes(15));
    try_from(&app, HOME, SOPHIE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_browser_is_known_to_the_accounts_that_it_logged_in_with_and_for_half_a_year() {
    let app = school().await;
    let device = device_of(&try_from(&app, HOME, PAUL, PASSWORD).await);
    lock_out(&app).await;
    for unknown in [device.as_str(), "", "x", &"0".repeat(64)] {
        wait_of(&try_by(&app, unknown, SOPHIE, PASSWORD).await);
    }
    app.advance(TimeDelta::minutes(15));
    assert_ne!(device_of(&try_by(&app, &"0".repeat(64), SOPHIE, PASSWORD).await), "0".repeat(64));
    assert_eq!(device_of(&try_by(&app, &device, SOPHIE, PASSWORD).await), device);
    app.advance(TimeDelta::days(180));
    assert_ne!(device_of(&try_by(&app, &device, PAUL, PASSWORD).await), device);
    assert_eq!(app.db.count("SELECT count(*) FROM appareils_connus WHERE id_utilisateur = 2").await, 1);
}

#[tokio::test]
async fn of_a_person_twenty_browsers_are_known() {
    let app = school().await;
    let first = device_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
    app.db
        .execute(
            "INSERT INTO appareils_connus (jeton_hash, id_utilisateur, date_derniere_connexion)
             SELECT sha256(convert_to(n::text, 'UTF8')), 1, timestamptz '2026-11-05T09:00:01Z' FROM generate_series(1, 25) n",
        )
        .await;
    app.advance(TimeDelta::seconds(2));
    let last = device_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
    assert_eq!(app.db.count("SELECT count(*) FROM appareils_connus").await, 20);
    lock_out(&app).await;
    wait_of(&try_by(&app, &first, SOPHIE, PASSWORD).await);
    try_by(&app, &last, SOPHIE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn instances_count_together() {
    let app = school().await;
    let other = TestApp::setup().set("TRUSTED_PROXIES", "127.0.0.1").start_on(app.db.again());
    fail(&app, HOME, SOPHIE, 3).await;
    fail(&other, HOME, SOPHIE, 2).await;
    wait_of(&try_from(&app, HOME, SOPHIE, PASSWORD).await);
}

#[tokio::test]
async fn a_client_does_not_choose_its_address() {
    let app = TestApp::start().await;
    data::person(&app.db, SOPHIE, "Sophie", "ADMIN").await;
    for n in 0..5 {
        fail(&app, &format!("192.0.2.{n}"), SOPHIE, 1).await;
    }
    wait_of(&try_from(&app, "192.0.2.100", SOPHIE, PASSWORD).await);
}

#[tokio::test]
async fn what_is_too_old_to_count_is_removed() {
    let app = school().await;
    fail(&app, HOME, SOPHIE, 3).await;
    app.advance(TimeDelta::minutes(15));
    fail(&app, HOME, PAUL, 1).await;
    assert_eq!(app.db.count("SELECT count(*) FROM echecs_authentification").await, 1);
}

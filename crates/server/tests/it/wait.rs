//! `serve` while its database is unavailable or lacks migrations.

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::process::{Process, Setup};
use crate::support::app::until;
use crate::support::client::Client;
use crate::support::db::TestDb;
use crate::support::proxy::{Proxy, free_address, url_through};

/// Asserts that the instance is alive and answers 503 with `Retry-After`.
async fn expect_waiting(client: &Client) {
    client.get("/sante/vivant").await.expect(200);
    for path in
        ["/sante/pret", "/api/prospects", "/api/auth/me", "/api/openapi.json", "/api/docs/", "/", "/x"]
    {
        let answer = client.get(path).await;
        answer.expect_problem(503, "SERVICE_INDISPONIBLE");
        assert!(answer.headers.contains_key("retry-after"), "{path}");
    }
    let login = json!({ "email": "sophie@ecole.example", "motDePasse": "inconnu" });
    client.post("/api/auth/login", login).await.expect_problem(503, "SERVICE_INDISPONIBLE");
}

/// Asserts that the instance becomes ready, and has logged the start and the end of its wait once each.
async fn expect_ready_after_waiting(process: &Process) {
    let client = process.ready().await;
    client.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    // The log line can arrive shortly after the instance is ready.
    process.logged("the database is there").await;
    assert_eq!(process.log("waiting for the database").len(), 1);
    assert_eq!(process.log("the database is there").len(), 1);
}

#[tokio::test]
async fn a_database_that_is_away_is_waited_for() {
    let db = TestDb::create().await;
    let address = free_address();
    let process = Setup::serve().set("DATABASE_URL", &url_through(&db, &address)).start();
    process.logged("waiting for the database").await;
    expect_waiting(&process.client().await).await;
    let _proxy = Proxy::listen(&address, &db).await;
    expect_ready_after_waiting(&process).await;
}

#[tokio::test]
async fn a_database_that_takes_nobody_yet_is_waited_for() {
    let db = TestDb::create().await;
    db.take_away().await;
    let process = Setup::serve().on(&db).start();
    process.logged("waiting for the database").await;
    expect_waiting(&process.client().await).await;
    db.give_back().await;
    expect_ready_after_waiting(&process).await;
}

#[tokio::test]
async fn a_database_that_turns_out_wrong_once_it_answers_stops_the_start() {
    let db = TestDb::create().await;
    let address = free_address();
    let right = db.config().url.expose_secret().to_owned();
    let (_, name) = right.rsplit_once('/').unwrap();
    let wrong = url_through(&db, &address).replace(name, "inconnue");
    let process = Setup::serve().set("DATABASE_URL", &wrong).start();
    process.logged("waiting for the database").await;
    let _proxy = Proxy::listen(&address, &db).await;
    process.end().await.expect_refusal("DATABASE_URL: ");
}

#[tokio::test]
async fn who_waits_can_be_stopped() {
    let process =
        Setup::serve().set("DATABASE_URL", &format!("postgres://{}/admissions", free_address())).start();
    process.logged("waiting for the database").await;
    process.signal("TERM");
    process.end().await.expect_success();
}

#[tokio::test]
async fn a_database_without_migrations_is_told_which_command_brings_them() {
    let db = TestDb::unmigrated().await;
    let process = Setup::serve().on(&db).start();
    let line = process.logged("the database lacks").await;
    assert!(line["message"].as_str().unwrap().contains("`prospects-api migrate`"), "{line}");
    let client = process.client().await;
    expect_waiting(&client).await;
    let ready = client.get("/sante/pret").await.body;
    assert_eq!((&ready["base"], &ready["migrations"]), (&Value::Bool(true), &Value::Bool(false)));
    Setup::new(&["migrate"]).on(&db).start().end().await.expect_success();
    until(async || (client.get("/sante/pret").await.status == 200).then_some(())).await;
    assert_eq!(process.log("the database is there").len(), 1);
}

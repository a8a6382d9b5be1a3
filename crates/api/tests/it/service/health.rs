//! Liveness and readiness.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::db::TestDb;

const READY: &str = "/sante/pret";

#[tokio::test]
async fn a_whole_instance_lives_and_is_ready() {
    let app = TestApp::setup().with_workers().start().await;
    let anonymous = app.anonymous();
    assert_eq!(anonymous.get("/sante/vivant").await.expect(200).body, json!({ "statut": "vivant" }));
    let all_well =
        json!({ "pret": true, "base": true, "ecriture": true, "migrations": true, "dispatcher": true });
    assert_eq!(anonymous.get(READY).await.expect(200).body, all_well);
}

#[tokio::test]
async fn an_instance_is_not_ready_while_a_migration_is_missing() {
    let app = TestApp::start().await;
    let kept = "CREATE TABLE kept AS SELECT * FROM __diesel_schema_migrations ORDER BY version DESC LIMIT 1";
    app.db.execute(kept).await;
    app.db
        .execute("DELETE FROM __diesel_schema_migrations WHERE version IN (SELECT version FROM kept)")
        .await;
    let answer = app.anonymous().get(READY).await;
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!(
        (&answer.body["pret"], &answer.body["base"], &answer.body["migrations"]),
        (&json!(false), &json!(true), &json!(false))
    );
    app.db.execute("INSERT INTO __diesel_schema_migrations SELECT * FROM kept").await;
    app.anonymous().get(READY).await.expect(200);
}

#[tokio::test]
async fn an_instance_is_not_ready_on_a_database_that_was_never_migrated() {
    let app = TestApp::setup().start_on(TestDb::unmigrated().await);
    let answer = app.anonymous().get(READY).await;
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!((&answer.body["base"], &answer.body["migrations"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn an_instance_is_ready_again_once_its_database_is_back() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    app.db.take_away().await;
    let answer = anonymous.get(READY).await;
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!((&answer.body["pret"], &answer.body["base"]), (&json!(false), &json!(false)));
    // A restart would not bring the database back.
    anonymous.get("/sante/vivant").await.expect(200);
    app.db.give_back().await;
    anonymous.get(READY).await.expect(200);
}

#[tokio::test]
async fn an_instance_whose_connections_are_all_taken_is_ready_all_the_same() {
    let app = TestApp::setup().set("DB_POOL_SIZE", 1).start().await;
    let held = app.state.pool.get().await.unwrap();
    app.anonymous().get(READY).await.expect(200);
    app.anonymous().get("/sante/vivant").await.expect(200);
    drop(held);
}

#[tokio::test]
async fn an_instance_whose_database_takes_no_changes_is_not_ready_and_people_read_on() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.db.allow_changes(false).await;
    // The activity of the session is due to be recorded.
    app.advance(TimeDelta::minutes(6));
    // Each existing connection fails at its first request.
    let is_read_only = async || {
        let answer = app.anonymous().get(READY).await;
        (answer.body["ecriture"] == false && answer.body["base"] == true).then_some(answer)
    };
    until(is_read_only).await.expect_problem(503, "SERVICE_INDISPONIBLE");
    for path in ["/api/prospects", "/api/auth/me"] {
        until(async || (admin.get(path).await.status == 200).then_some(())).await;
    }
    app.db.allow_changes(true).await;
    until(async || (app.anonymous().get(READY).await.status == 200).then_some(())).await;
}

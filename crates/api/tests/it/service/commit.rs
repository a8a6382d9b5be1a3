//! A commit with an unknown outcome: a retry is safe.

use serde_json::{Value, json};

use crate::support::app::{TestApp, until};
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::proxy::Proxy;

/// Sends an identical request each time.
async fn click(admin: &Client, id_prospect: &str) -> Answer {
    let body = json!({ "idProspect": id_prospect, "formationRetenue": "CAP_BJ" });
    admin.post_once("/api/prospects/convertir-candidat", "cle-1", body).await
}

/// Asserts a 503 that does not claim more than is known.
#[track_caller]
fn expect_doubt(answer: &Answer) {
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert!(answer.headers.contains_key("retry-after"));
    assert!(answer.body["detail"].as_str().unwrap().contains("peut-être"), "{}", answer.body);
}

async fn actions(db: &TestDb) -> i64 {
    db.count("SELECT count(*) AS count FROM conversions_en_cours").await
}

#[tokio::test]
async fn a_click_that_was_kept_without_an_answer_is_answered_when_it_is_repeated() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    let proxy = Proxy::listen("127.0.0.1:0", &db).await;
    let app = TestApp::setup().set("DATABASE_URL", proxy.url(&db)).start_on(db);
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    proxy.swallow_next_commit();
    expect_doubt(&click(&admin, &prospect).await);
    assert_eq!(actions(&app.db).await, 1);
    let again = click(&admin, &prospect).await;
    assert_eq!(again.expect(202).body["idProspect"], Value::from(prospect));
    assert_eq!(actions(&app.db).await, 1);
}

#[tokio::test]
async fn a_click_whose_commit_is_cut_off_is_done_when_it_is_repeated() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    // The commit waits for a lock that is never released.
    app.db
        .execute(
            "CREATE FUNCTION attendre() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_sleep(3600); RETURN NULL; END $$",
        )
        .await;
    app.db
        .execute(
            "CREATE CONSTRAINT TRIGGER attendre AFTER INSERT ON conversions_en_cours
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION attendre()",
        )
        .await;
    let cut = async {
        let cut = "SELECT count(pg_terminate_backend(pid)) AS count FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'";
        until(async || (app.db.count(cut).await == 1).then_some(())).await;
    };
    let (answer, ()) = futures_util::join!(click(&admin, &prospect), cut);
    expect_doubt(&answer);
    assert_eq!(actions(&app.db).await, 0);
    app.db.execute("DROP TRIGGER attendre ON conversions_en_cours").await;
    click(&admin, &prospect).await.expect(202);
    assert_eq!(actions(&app.db).await, 1);
}

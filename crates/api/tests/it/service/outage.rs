//! Requests during an outage of the database.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::client::Answer;
use crate::support::data;

/// Asserts a 503 with `Retry-After`.
#[track_caller]
fn expect_unavailable(answer: &Answer) {
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    let seconds = answer.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn requests_are_told_to_come_again_and_are_served_once_it_is_back() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    // The pool's connections are lost with the database.
    admin.get("/api/prospects").await.expect(200);
    app.db.take_away().await;
    for path in
        ["/api/prospects", "/api/auth/me", "/api/notifications", "/api/notifications/flux", "/api/candidats"]
    {
        expect_unavailable(&admin.get(path).await);
    }
    let ask = || {
        admin.post(
            "/api/prospects/convertir-candidat",
            json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" }),
        )
    };
    expect_unavailable(&ask().await);
    let step = json!({ "idConversion": 1, "etape": "Création du dossier" });
    expect_unavailable(&app.n8n_client().post("/api/prospects/conversion-progress", step).await);
    let login = json!({ "email": "sophie@ecole.example", "motDePasse": data::PASSWORD });
    expect_unavailable(&app.anonymous().post("/api/auth/login", login).await);
    app.db.give_back().await;
    admin.get("/api/prospects").await.expect(200);
    ask().await.expect(202);
}

#[tokio::test]
async fn a_request_whose_connection_is_cut_is_told_to_come_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut other = app.db.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE prospects").await.unwrap();
    let request = admin.get("/api/prospects");
    let cut = async {
        let waiting = "SELECT pid::bigint AS count FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1";
        let count = format!("SELECT coalesce(({waiting}), 0) AS count");
        let pid = until(async || Some(app.db.count(&count).await).filter(|pid| *pid > 0)).await;
        app.db.execute(&format!("SELECT pg_terminate_backend({pid})")).await;
    };
    let (answer, ()) = futures_util::join!(request, cut);
    expect_unavailable(&answer);
    other.batch_execute("ROLLBACK").await.unwrap();
    admin.get("/api/prospects").await.expect(200);
}

#[tokio::test]
async fn a_request_that_finds_no_free_connection_is_told_to_come_again() {
    let app = TestApp::setup().set("DB_POOL_SIZE", 1).start().await;
    let admin = app.admin().await;
    let held = app.state.pool.get().await.unwrap();
    expect_unavailable(&admin.get("/api/prospects").await);
    drop(held);
    admin.get("/api/prospects").await.expect(200);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_and_the_request_told_to_come_again() {
    let app = TestApp::setup().set("DB_STATEMENT_TIMEOUT_S", 1).start().await;
    let admin = app.admin().await;
    let mut other = app.db.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE prospects").await.unwrap();
    expect_unavailable(&admin.get("/api/prospects").await);
    other.batch_execute("ROLLBACK").await.unwrap();
    admin.get("/api/prospects").await.expect(200);
}

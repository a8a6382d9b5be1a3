//! Tests of SIGTERM and Ctrl-C: the program refuses new requests, finishes running ones, and exits with code 0.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use n8n_sim::{Fault, FaultMode, Options, Sim};
use serde_json::json;
use tokio::net::TcpStream;

use crate::process::{Process, Setup};
use crate::support::app::{API_KEY, SOON, until};
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::stream::Stream;

/// Starts a process on a database with a catalogue; returns it with a logged-in admin.
async fn served(setup: Setup) -> (TestDb, Process, Client) {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    data::person(&db, "sophie@ecole.example", "Sophie", "ADMIN").await;
    let process = setup.on(&db).start();
    let client = process.ready().await;
    client.login("sophie@ecole.example", data::PASSWORD).await;
    (db, process, client)
}

/// Locks a table until the connection sends ROLLBACK.
async fn hold_up(db: &TestDb, table: &str) -> AsyncPgConnection {
    let mut obstacle = db.connect().await;
    obstacle.batch_execute(&format!("BEGIN; LOCK TABLE {table}")).await.unwrap();
    obstacle
}

/// Waits until a statement waits for the lock of a table.
async fn until_held_up(db: &TestDb) {
    let waiting = "SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'";
    until(async || (db.count(waiting).await > 0).then_some(())).await;
}

/// Waits until the address accepts no connection.
async fn until_closed(address: &str) {
    until(async || TcpStream::connect(address).await.is_err().then_some(())).await;
}

#[tokio::test]
async fn a_stop_lets_the_requests_under_way_finish_and_takes_no_others() {
    let (db, process, admin) = served(Setup::serve()).await;
    let address = process.address().await;
    let mut obstacle = hold_up(&db, "prospects").await;
    let stop = async {
        until_held_up(&db).await;
        process.signal("TERM");
        until_closed(&address).await;
        obstacle.batch_execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = futures_util::join!(admin.get("/api/prospects"), stop);
    answer.expect(200);
    let end = process.end().await;
    end.expect_success();
    assert_eq!((end.log("stopping").len(), end.log("stopped").len()), (1, 1));
}

#[tokio::test]
async fn a_second_signal_changes_nothing() {
    let (db, process, admin) = served(Setup::serve()).await;
    let address = process.address().await;
    let mut obstacle = hold_up(&db, "prospects").await;
    let stop = async {
        until_held_up(&db).await;
        for signal in ["INT", "TERM", "INT"] {
            process.signal(signal);
            until_closed(&address).await;
        }
        obstacle.batch_execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = futures_util::join!(admin.get("/api/prospects"), stop);
    answer.expect(200);
    let end = process.end().await;
    end.expect_success();
    assert_eq!(end.log("stopping").len(), 1);
}

#[tokio::test]
async fn streams_end_cleanly_with_the_process() {
    for signal in ["TERM", "INT"] {
        let (_db, process, admin) = served(Setup::serve()).await;
        let mut streams = [Stream::open(&admin).await, Stream::open(&admin).await];
        process.signal(signal);
        for stream in &mut streams {
            stream.expect_end().await;
        }
        process.end().await.expect_success();
    }
}

#[tokio::test]
async fn streams_end_cleanly_even_when_the_database_is_away() {
    let (db, process, admin) = served(Setup::serve()).await;
    let mut stream = Stream::open(&admin).await;
    db.take_away().await;
    process.signal("TERM");
    stream.expect_end().await;
    process.end().await.expect_success();
}

#[tokio::test]
async fn an_instance_that_stops_is_not_ready() {
    let (db, process, admin) = served(Setup::serve()).await;
    let address = process.address().await;
    let mut obstacle = hold_up(&db, "__diesel_schema_migrations").await;
    let stop = async {
        until_held_up(&db).await;
        process.signal("TERM");
        until_closed(&address).await;
        obstacle.batch_execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = futures_util::join!(admin.get("/sante/pret"), stop);
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    assert_eq!((&answer.body["pret"], &answer.body["dispatcher"]), (&json!(false), &json!(false)));
    process.end().await.expect_success();
}

#[tokio::test]
async fn a_call_under_way_is_written_down_and_no_lease_is_left() {
    let n8n = Sim::start(Options::new(API_KEY)).unwrap();
    n8n.faults().add(Fault::new(FaultMode::Slow).delay_ms(1_000)).unwrap();
    let setup = Setup::serve().set("N8N_WEBHOOK_BASE_URL", &n8n.webhook_base_url());
    let (db, process, admin) = served(setup).await;
    let prospect = data::prospect(&db, "Dumitru", "Marie").await;
    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" });
    admin.post("/api/prospects/convertir-candidat", body).await.expect(202);
    assert!(n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    process.signal("TERM");
    process.end().await.expect_success();
    let delivered = "SELECT count(*) AS count FROM conversions_en_cours
        WHERE tentatives = 1 AND date_livraison IS NOT NULL AND bail_proprietaire IS NULL AND bail_fin IS NULL";
    assert_eq!(db.count(delivered).await, 1);
}

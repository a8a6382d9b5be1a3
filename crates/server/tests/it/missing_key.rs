//! `serve` without the key of the opposition list: the log says so once, at the start.

use serde_json::json;

use crate::process::{Process, Setup};
use crate::support::data;
use crate::support::db::TestDb;

/// Starts a process and asks for an action that contacts a person; returns the process and the status of the answer.
async fn contacted(db: &TestDb, setup: Setup) -> (Process, u16) {
    data::catalogue(db).await;
    data::person(db, "sophie@ecole.example", "Sophie", "ADMIN").await;
    let prospect = data::prospect(db, "Dumitru", "Marie").await;
    let process = setup.on(db).start();
    let admin = process.ready().await;
    admin.login("sophie@ecole.example", data::PASSWORD).await;
    // Its call does not leave: nothing listens on the port of n8n.
    let body = json!({ "delaiAnnulationS": 30 });
    let answer = admin.post(&format!("/api/prospects/{prospect}/send-dossier"), body).await;
    (process, answer.status.as_u16())
}

#[tokio::test]
async fn without_the_key_an_empty_list_is_told_once_and_stops_no_action() {
    let db = TestDb::create().await;
    let (process, status) = contacted(&db, Setup::serve()).await;
    assert_eq!(status, 202);
    let told = process.log("RGPD_HMAC_KEY");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["level"], "WARN");
    assert!(process.errors().is_empty(), "{:?}", process.errors());
}

#[tokio::test]
async fn without_the_key_a_list_with_somebody_is_told_once_as_an_error() {
    let db = TestDb::create().await;
    db.execute("INSERT INTO oppositions (empreinte, date_opposition) VALUES (decode(repeat('00', 32), 'hex'), now())")
        .await;
    let (process, status) = contacted(&db, Setup::serve()).await;
    assert_eq!(status, 503);
    assert_eq!(process.log("RGPD_HMAC_KEY is not set and somebody is on").len(), 1);
    assert_eq!(process.errors().len(), 1, "{:?}", process.errors());
}

#[tokio::test]
async fn with_the_key_nothing_is_told() {
    let db = TestDb::create().await;
    let setup = Setup::serve().set("RGPD_HMAC_KEY", "une-cle-de-test-de-la-liste-d-opposition");
    let (process, status) = contacted(&db, setup).await;
    assert_eq!(status, 202);
    assert_eq!((process.log("RGPD_HMAC_KEY").len(), process.errors().len()), (0, 0));
}

//! Death of one instance; the other takes over its work.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};
use prospects_api::clock::Clock;
use serde_json::json;

use crate::process::Setup;
use crate::support::app::{SOON, TestApp};
use crate::support::data;
use crate::support::notifications::notify;
use crate::support::scene::{CONVERT, FIVE_SEATS, into_session};
use crate::support::stream::Stream;

/// Longer than `WEBHOOK_TIMEOUT_MS` plus the margin, even if the machine's clock has advanced.
const AFTER_THE_LEASE: TimeDelta = TimeDelta::minutes(5);

#[tokio::test]
async fn what_a_killed_process_held_is_taken_over_when_its_lease_is_over() {
    // A manual clock that starts at the time of the process, which uses the machine's clock.
    let survivor = TestApp::setup().with_clock(Clock::by_hand(Clock::system().now())).start().await;
    survivor.n8n.faults().add(Fault::new(FaultMode::Slow).delay_ms(600_000)).unwrap();
    survivor.n8n.faults().add(Fault::new(FaultMode::Silence).always()).unwrap();
    let prospect = data::prospect(&survivor.db, "Dumitru", "Marie").await;
    let admin = survivor.admin().await;
    let asked = admin.post(CONVERT, into_session(&prospect, FIVE_SEATS)).await;
    let id = asked.expect(202).body["idConversion"].clone();

    let serve = Setup::serve().on(&survivor.db);
    let killed = serve.set("N8N_WEBHOOK_BASE_URL", &survivor.n8n.webhook_base_url()).start();
    assert!(survivor.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    killed.signal("KILL");
    assert!(!killed.end().await.status.success());

    assert_eq!(survivor.dispatch().await.calls, 0, "the lease is not over");
    survivor.advance(AFTER_THE_LEASE);
    assert_eq!(survivor.dispatch().await.calls, 1);
    let calls = survivor.n8n.calls();
    assert_eq!(calls[1].headers["webhook-id"], format!("conv_{id}"));
    let end = json!({ "idConversion": id, "success": true, "numeroDossier": "DUMI05112026" });
    survivor.n8n_client().post("/api/prospects/conversion-complete", end).await.expect(200);
    let action = admin.get(&format!("/api/actions/{id}")).await;
    assert_eq!((&action.body["statutAction"], &action.body["tentatives"]), (&json!("TERMINEE"), &json!(1)));
}

#[tokio::test]
async fn a_click_outlives_its_process_during_its_grace_and_can_still_be_undone() {
    let survivor = TestApp::setup().with_clock(Clock::by_hand(Clock::system().now())).start().await;
    let admin = survivor.admin().await;
    for signal in ["KILL", "TERM"] {
        let serve = Setup::serve().on(&survivor.db);
        let process = serve.set("N8N_WEBHOOK_BASE_URL", &survivor.n8n.webhook_base_url()).start();
        process.ready().await;
        let at_process = admin.at(&format!("http://{}", process.address().await));
        let prospect = data::prospect(&survivor.db, "Dumitru", "Marie").await;
        let mut body = into_session(&prospect, FIVE_SEATS);
        body["delaiAnnulationS"] = json!(30);
        let id = at_process.post(CONVERT, body).await.expect(202).body["idConversion"].clone();
        process.signal(signal);
        process.end().await;
        let undone = admin.post(&format!("/api/actions/{id}/annulation"), json!({})).await;
        assert_eq!(undone.expect(200).body["statutAction"], "ANNULEE", "{signal}");
    }
    survivor.advance(AFTER_THE_LEASE);
    assert_eq!(survivor.dispatch().await.calls, 0);
    assert_eq!(survivor.n8n.calls().len(), 0);
}

#[tokio::test]
async fn a_client_of_a_killed_process_goes_on_at_the_survivor() {
    let survivor = TestApp::setup().with_workers().with_clock(Clock::system()).start().await;
    let process = Setup::serve().on(&survivor.db).start();
    process.ready().await;
    let at_survivor = survivor.admin().await;
    let at_process = at_survivor.at(&format!("http://{}", process.address().await));
    let mut before = Stream::open(&at_process).await;
    notify(&survivor.db, "ADMIN", "avant").await;
    let last = before.next_of("notification").await.id.unwrap().to_string();
    process.signal("KILL");
    process.end().await;
    notify(&survivor.db, "ADMIN", "pendant").await;
    let mut after = Stream::resume(&at_survivor, &last).await;
    assert_eq!(after.next_titles(1).await, ["pendant"]);
}

//! Resuming of a stream after an absence.

use reqwest::Method;

use super::rows::{notify, notify_many, settle, stream, titles};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::stream::Stream;

const STREAM: &str = "/api/notifications/flux";

/// Reconnects with `?dernierId=`.
async fn resume_by_query(client: &Client, last: &str) -> Stream {
    Stream::send(client.request(Method::GET, &format!("{STREAM}?dernierId={last}"))).await
}

/// Writes the notification `titre` and asserts that it is the next event, so that nothing else was pending.
async fn expect_only_the_present(app: &TestApp, client: &mut Stream) {
    notify(&app.db, "ADMIN", "à présent").await;
    stream(app, 1).await;
    assert_eq!(client.next_titles(1).await, ["à présent"]);
}

#[tokio::test]
async fn a_client_that_comes_for_the_first_time_gets_what_comes_and_nothing_old() {
    let app = TestApp::start().await;
    notify_many(&app.db, 3).await;
    settle(&app.db).await;
    let admin = app.admin().await;
    for mut client in
        [Stream::open(&admin).await, Stream::resume(&admin, "").await, resume_by_query(&admin, "").await]
    {
        expect_only_the_present(&app, &mut client).await;
    }
}

#[tokio::test]
async fn a_client_that_comes_back_gets_exactly_what_it_missed_and_then_what_comes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut before = Stream::open(&admin).await;
    notify_many(&app.db, 2).await;
    stream(&app, 2).await;
    let last = before.next_of("notification").await.id.unwrap().to_string();
    drop(before);
    for titre in ["a", "b", "c"] {
        notify(&app.db, "ADMIN", titre).await;
    }
    stream(&app, 3).await;
    let mut by_header = Stream::resume(&admin, &last).await;
    let mut by_query = resume_by_query(&admin, &last).await;
    for client in [&mut by_header, &mut by_query] {
        assert_eq!(client.next_titles(4).await, ["N2", "a", "b", "c"]);
    }
    notify(&app.db, "ADMIN", "à présent").await;
    stream(&app, 1).await;
    for client in [&mut by_header, &mut by_query] {
        assert_eq!(client.next_titles(1).await, ["à présent"]);
    }
}

#[tokio::test]
async fn what_is_written_while_a_client_comes_back_comes_once() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let first = notify(&app.db, "ADMIN", "première").await;
    settle(&app.db).await;
    let writer = async {
        for n in 1..=60 {
            notify(&app.db, "ADMIN", &format!("N{n}")).await;
        }
    };
    let readers = (0..6).map(async |_| {
        let mut client = Stream::resume(&admin, &first.to_string()).await;
        assert_eq!(client.next_titles(60).await, titles(1..=60));
    });
    futures_util::join!(writer, futures_util::future::join_all(readers));
}

#[tokio::test]
async fn a_client_that_missed_nothing_gets_nothing_again() {
    let app = TestApp::start().await;
    notify_many(&app.db, 3).await;
    settle(&app.db).await;
    let mut client = Stream::resume(&app.admin().await, "3").await;
    expect_only_the_present(&app, &mut client).await;
}

#[tokio::test]
async fn the_header_wins_over_the_address() {
    let app = TestApp::start().await;
    notify_many(&app.db, 4).await;
    settle(&app.db).await;
    let request = app.admin().await.request(Method::GET, &format!("{STREAM}?dernierId=1"));
    // A browser always repeats the URL of its first connection; its header holds the last event that it really
    // received.
    let mut client = Stream::send(request.header("last-event-id", "3")).await;
    assert_eq!(client.next_titles(1).await, ["N4"]);
}

#[tokio::test]
async fn who_names_nothing_that_is_known_is_told_to_fetch_again() {
    let app = TestApp::start().await;
    notify_many(&app.db, 3).await;
    settle(&app.db).await;
    let admin = app.admin().await;
    for unknown in ["999999", "0", "-1", "abc", "1; DROP TABLE notifications", "99999999999999999999"] {
        let mut client = Stream::resume(&admin, unknown).await;
        let event = client.next_news().await;
        assert_eq!(
            (event.name.as_str(), event.id, event.data),
            ("resync", None, serde_json::json!({})),
            "{unknown}"
        );
        expect_only_the_present(&app, &mut client).await;
    }
}

#[tokio::test]
async fn an_address_that_names_no_number_is_refused() {
    let app = TestApp::start().await;
    for wrong in ["abc", "1.5", "99999999999999999999", "%00"] {
        let answer = app.admin().await.get(&format!("{STREAM}?dernierId={wrong}")).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn a_thousand_that_were_missed_are_given_again() {
    let app = TestApp::start().await;
    let first = notify(&app.db, "ADMIN", "première").await;
    notify_many(&app.db, 1_000).await;
    settle(&app.db).await;
    let mut client = Stream::resume(&app.admin().await, &first.to_string()).await;
    assert_eq!(client.next_titles(1_000).await, titles(1..=1_000));
    expect_only_the_present(&app, &mut client).await;
}

#[tokio::test]
async fn who_missed_more_than_a_thousand_is_told_to_fetch_again() {
    let app = TestApp::start().await;
    let first = notify(&app.db, "ADMIN", "première").await;
    notify_many(&app.db, 1_001).await;
    settle(&app.db).await;
    let mut client = Stream::resume(&app.admin().await, &first.to_string()).await;
    assert_eq!(client.next_news().await.name, "resync");
    expect_only_the_present(&app, &mut client).await;
}

#[tokio::test]
async fn a_restart_loses_nothing() {
    let app = TestApp::setup().with_workers().start().await;
    let mut before = Stream::open(&app.admin().await).await;
    notify(&app.db, "ADMIN", "avant").await;
    let last = before.next_of("notification").await.id.unwrap().to_string();
    let db = app.stop().await;
    notify(&db, "ADMIN", "pendant").await;
    settle(&db).await;
    let app = TestApp::setup().with_workers().start_on(db);
    let mut after = Stream::resume(&app.admin().await, &last).await;
    assert_eq!(after.next_titles(1).await, ["pendant"]);
    notify(&app.db, "ADMIN", "après").await;
    assert_eq!(after.next_titles(1).await, ["après"]);
}

#[tokio::test]
async fn a_client_that_was_told_nothing_comes_back_to_what_it_missed() {
    let app = TestApp::start().await;
    notify_many(&app.db, 3).await;
    settle(&app.db).await;
    let admin = app.admin().await;
    let mut before = Stream::open(&admin).await;
    // A record event: it has no id, and comes after the position.
    prospects_api::notifications::all_records_changed(&app.state);
    before.next_of("prospect").await;
    let place = before.last_id().expect("a place").to_string();
    drop(before);
    notify(&app.db, "ADMIN", "manquée").await;
    stream(&app, 1).await;
    assert_eq!(Stream::resume(&admin, &place).await.next_titles(1).await, ["manquée"]);
}

#[tokio::test]
async fn a_client_that_is_told_to_fetch_again_is_told_so_once() {
    let app = TestApp::start().await;
    notify_many(&app.db, 1).await;
    settle(&app.db).await;
    let admin = app.admin().await;
    let mut lost = Stream::resume(&admin, "999999").await;
    assert_eq!(lost.next_news().await.name, "resync");
    expect_only_the_present(&app, &mut lost).await;
    let place = lost.last_id().unwrap().to_string();
    expect_only_the_present(&app, &mut Stream::resume(&admin, &place).await).await;
}

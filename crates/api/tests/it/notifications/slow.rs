//! A client that does not read.

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};

use super::rows::notify;
use crate::support::app::{TestApp, until};
use crate::support::stream::Stream;

const BATCH: usize = 200;
const BATCHES: usize = 14;
/// Size of a message in bytes; all together exceed the buffers of the system and of the instance.
const MESSAGE: usize = 8_000;

/// Inserts a batch of long notifications.
async fn write_batch(app: &TestApp, batch: usize) {
    let first = batch * BATCH + 1;
    let last = first + BATCH - 1;
    app.db
        .execute(&format!(
            "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
             SELECT 'SYSTEM', 'ACTION_SUCCESS', 'NORMALE', 'N' || i, repeat('x', {MESSAGE}), 'ADMIN', now()
             FROM generate_series({first}, {last}) i"
        ))
        .await;
}

#[tokio::test]
async fn a_client_that_does_not_read_delays_nobody_and_is_told_to_fetch_again() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let mut lazy = Stream::open(&admin).await;
    let mut quick = Stream::open(&admin).await;
    for batch in 0..BATCHES {
        write_batch(&app, batch).await;
        let first = batch * BATCH + 1;
        assert_eq!(quick.next_titles(BATCH).await, super::rows::titles(first..=first + BATCH - 1));
    }
    // It reads again: first the buffered events, then a `resync`.
    let mut kept = 0;
    while lazy.next_news().await.name != "resync" {
        kept += 1;
    }
    assert!(kept < BATCH * BATCHES, "it lost nothing: {kept}");
    let statistics = admin.get("/api/notifications/statistiques").await;
    let lost = statistics.expect(200).body["perdus"].as_u64().unwrap();
    assert_eq!(kept as u64 + lost, (BATCH * BATCHES) as u64);
    notify(&app.db, "ADMIN", "à présent").await;
    assert_eq!(lazy.next_titles(1).await, ["à présent"]);
    assert_eq!(quick.next_titles(1).await, ["à présent"]);
}

/// Opens the stream of this cookie on a separate connection, and reads nothing.
async fn open_and_never_read(address: &str, cookie: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let head = format!("GET /api/notifications/flux HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_gone_after_two_beats_and_the_others_get_everything() {
    let app = TestApp::setup().with_workers().set("HEARTBEAT_S", 1).start().await;
    let admin = app.admin().await;
    let until_clients = async |number: u64| {
        let statistics = || admin.get("/api/notifications/statistiques");
        until(async || (statistics().await.body["clients"]["ADMIN"] == number).then_some(())).await;
    };
    let address = app.url.strip_prefix("http://").unwrap();
    let dead = open_and_never_read(address, &admin.cookie().unwrap()).await;
    until_clients(1).await;
    let mut alive = Stream::open(&admin).await;
    until_clients(2).await;
    for batch in 0..BATCHES {
        write_batch(&app, batch).await;
        let first = batch * BATCH + 1;
        assert_eq!(alive.next_titles(BATCH).await, super::rows::titles(first..=first + BATCH - 1));
    }
    until_clients(1).await;
    notify(&app.db, "ADMIN", "à présent").await;
    assert_eq!(alive.next_titles(1).await, ["à présent"]);
    drop(dead);
}

#[tokio::test]
async fn a_client_that_goes_without_a_word_is_forgotten() {
    // The service notices it long before the next heartbeat, which is the next write.
    let app = TestApp::setup().with_workers().set("HEARTBEAT_S", 600).start().await;
    let admin = app.admin().await;
    for _ in 0..20 {
        drop(Stream::open(&admin).await);
    }
    let clients = json!({ "ADMIN": 0, "FORMATEUR": 0, "ELEVE": 0 });
    until(async || {
        (admin.get("/api/notifications/statistiques").await.body["clients"] == clients).then_some(())
    })
    .await;
}

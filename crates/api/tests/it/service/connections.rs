//! Connections: idle ones do not keep others out, and used ones stay open.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::support::app::{SOON, Setup, TestApp, until};
use crate::support::stream::Stream;

/// The data that a client sends to hold a connection.
#[derive(Debug, Clone, Copy)]
struct Held {
    /// Sent at once.
    beginning: &'static str,
    /// Then sent repeatedly.
    drip: Option<&'static str>,
}

const fn silent(beginning: &'static str) -> Held {
    Held { beginning, drip: None }
}

const fn dripping(beginning: &'static str, drip: &'static str) -> Held {
    Held { beginning, drip: Some(drip) }
}

const HELD: [Held; 12] = [
    silent(""),
    silent("GET /sante/vivant HTTP/1.1\r\nhost: x\r\nx-slow: "),
    dripping("GET /sante/vivant HTTP/1.1\r\nhost: x\r\nx-slow: ", "x"),
    silent("GET /sante/vivant HTTP/1.1\r\nhost: x\r\n\r\n"),
    silent("GET /sante/vivant HTTP/1.1\r\nhost: x\r\n\r\nGET /sante/vivant HTTP/1.1\r\nx-slow: "),
    dripping("GET /sante/vivant HTTP/1.1\r\nhost: x\r\n\r\n", "x"),
    dripping("GET /sante/vivant HTTP/1.1\r\nhost: x\r\n\r\nGET /sante/vivant HTTP/1.1\r\n", "x: y\r\n"),
    silent("GET /sante/vivant HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"),
    dripping("GET /sante/vivant HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    silent("POST /api/auth/logout HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"),
    silent("POST /api/inconnu HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n"),
    dripping("GET /inconnu HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\n", "x"),
];

fn address(app: &TestApp) -> SocketAddr {
    app.url.trim_start_matches("http://").parse().unwrap()
}

fn impatient() -> Setup {
    TestApp::setup().set("READ_TIMEOUT_S", 1)
}

/// Holds a connection as long as the service allows; the task ends with it.
async fn hold(address: SocketAddr, held: Held) -> JoinHandle<()> {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(held.beginning.as_bytes()).await.unwrap();
    tokio::spawn(async move {
        let (mut read, mut write) = socket.split();
        let drip = async {
            let Some(drip) = held.drip else { return std::future::pending().await };
            let mut pace = tokio::time::interval(Duration::from_millis(200));
            loop {
                pace.tick().await;
                if write.write_all(drip.as_bytes()).await.is_err() {
                    return;
                }
            }
        };
        let mut answer = Vec::new();
        tokio::select! {
            _ = read.read_to_end(&mut answer) => {}
            () = drip => {}
        }
    })
}

#[tokio::test]
async fn a_connection_without_a_request_in_progress_is_closed_whatever_its_client_sends() {
    let app = impatient().start().await;
    for held in HELD {
        let connection = hold(address(&app), held).await;
        let ended = tokio::time::timeout(SOON, connection).await;
        ended.unwrap_or_else(|_| panic!("held on: {held:?}")).unwrap();
    }
}

#[tokio::test]
async fn held_connections_do_not_keep_others_out() {
    let app = impatient().set("HTTP_MAX_CONNECTIONS", 20).start().await;
    for held in HELD {
        let mut connections = Vec::new();
        for _ in 0..20 {
            connections.push(hold(address(&app), held).await);
        }
        let answer = tokio::time::timeout(SOON, app.anonymous().get("/sante/vivant")).await;
        answer.unwrap_or_else(|_| panic!("kept out: {held:?}")).expect(200);
        for connection in connections {
            tokio::time::timeout(SOON, connection).await.expect("an end").unwrap();
        }
    }
}

#[tokio::test]
async fn a_live_stream_goes_on_for_longer_than_a_head_may_take() {
    let app = impatient().with_workers().set("HEARTBEAT_S", 1).start().await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    let mut beats = 0;
    while beats < 4 {
        let event = stream.next().await.expect("the stream goes on");
        beats += usize::from(event.name == "battement");
    }
}

#[tokio::test]
async fn a_download_goes_on_while_its_client_takes_it_slowly() {
    const LENGTH: usize = 12_000_000;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "x".repeat(LENGTH)).unwrap();
    let app = impatient().set("SPA_DIR", folder.path().display()).start().await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut socket = socket.connect(address(&app)).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let (mut pace, mut taken) = (tokio::time::interval(Duration::from_millis(250)), 0);
    let mut part = vec![0; 64 * 1024];
    for _ in 0..16 {
        pace.tick().await;
        taken += socket.read(&mut part).await.unwrap();
    }
    let mut rest = Vec::new();
    tokio::time::timeout(SOON, socket.read_to_end(&mut rest)).await.expect("an end").unwrap();
    assert!(taken + rest.len() > LENGTH, "{taken} and {}", rest.len());
}

/// Opens a live stream on a separate connection; `None` when the service refuses the connection.
async fn open_stream(app: &TestApp, cookie: &str) -> Option<TcpStream> {
    let mut socket = TcpStream::connect(address(app)).await.unwrap();
    let head = format!("GET /api/notifications/flux HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n");
    // A connection that is closed at once rejects the written data.
    let _ = socket.write_all(head.as_bytes()).await;
    let mut begin = [0; 12];
    let read = tokio::time::timeout(SOON, socket.read_exact(&mut begin)).await.expect("an end");
    (read.is_ok() && begin == *b"HTTP/1.1 200").then_some(socket)
}

#[tokio::test]
async fn a_live_stream_is_one_of_the_connections_of_its_address_until_its_end() {
    let app = TestApp::setup().set("HTTP_CONNECTIONS_PER_ADDRESS", 1).start().await;
    // The login closes its connection, which is the only one of the address.
    let cookie = app.admin().await.cookie().unwrap();
    let stream = until(async || open_stream(&app, &cookie).await).await;
    assert!(!is_answered(&app).await);
    drop(stream);
    until(async || is_answered(&app).await.then_some(())).await;
}

#[tokio::test]
async fn a_live_stream_ignores_what_its_client_sends() {
    let app = TestApp::setup().start().await;
    let cookie = app.admin().await.cookie().unwrap();
    let mut stream = open_stream(&app, &cookie).await.unwrap();
    stream.write_all(b"GET /sante/vivant HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    app.stop().await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    let rest = String::from_utf8(rest).unwrap();
    assert!(rest.contains("\r\n\r\nd\r\nretry: 3000\n\n\r\n"), "{rest}");
    assert!(rest.ends_with("\r\n0\r\n\r\n") && !rest.contains("HTTP/1.1"), "{rest}");
}

/// Returns true when a new connection gets a response.
async fn is_answered(app: &TestApp) -> bool {
    let mut socket = TcpStream::connect(address(app)).await.unwrap();
    let head = b"GET /sante/vivant HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let mut answer = Vec::new();
    // A connection that is closed at once rejects the written data.
    let _ = socket.write_all(head).await;
    let _ = tokio::time::timeout(SOON, socket.read_to_end(&mut answer)).await.expect("an end");
    answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn an_address_that_holds_its_share_of_connections_gets_no_more_until_one_ends() {
    let app = TestApp::setup().set("HTTP_CONNECTIONS_PER_ADDRESS", 2).start().await;
    let first = TcpStream::connect(address(&app)).await.unwrap();
    let _second = TcpStream::connect(address(&app)).await.unwrap();
    until(async || (!is_answered(&app).await).then_some(())).await;
    drop(first);
    until(async || is_answered(&app).await.then_some(())).await;
}

#[tokio::test]
async fn the_connections_of_a_trusted_proxy_are_not_counted() {
    let setup = TestApp::setup().set("HTTP_CONNECTIONS_PER_ADDRESS", 2);
    let app = setup.set("TRUSTED_PROXIES", "127.0.0.1").start().await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(TcpStream::connect(address(&app)).await.unwrap());
    }
    assert!(is_answered(&app).await);
}

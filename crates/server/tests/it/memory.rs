//! Memory of the real process under its most costly requests.

#![cfg(target_os = "linux")]

use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::Method;
use serde_json::json;

use crate::process::Setup;
use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;

/// Memory of one argon2 computation, in MiB (RFC 9106 §4; OWASP: 19 MiB and two passes).
const BLOCK_MIB: u64 = 19;
/// Maximum number of concurrent computations.
const AT_ONCE: u64 = 2;
/// Maximum growth of other memory, in MiB: connections, buffers, and code pages that are loaded on first use. Two more
/// computations would exceed it.
const SLACK_MIB: u64 = 30;

/// Tries to log in as a stranger with a number.
async fn log_in(client: &Client, n: usize) {
    let address = format!("192.0.2.{n}");
    let body = json!({ "email": format!("inconnu{n}@ecole.example"), "motDePasse": "un autre mot de passe" });
    let request = client.request(Method::POST, "/api/auth/login").header("x-forwarded-for", address);
    Answer::read(request.json(&body)).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn logins_of_strangers_take_the_memory_of_two_computations() {
    let db = TestDb::create().await;
    let serve = Setup::serve().on(&db).set("TRUSTED_PROXIES", "127.0.0.1").start();
    let client = &serve.ready().await;
    let before = serve.peak_memory_mib();
    let log_in = |n: usize| log_in(client, n);
    stream::iter(0..160).map(log_in).buffer_unordered(16).collect::<Vec<()>>().await;
    let grown = serve.peak_memory_mib() - before;
    let limit = AT_ONCE * BLOCK_MIB + SLACK_MIB;
    assert!(grown < limit, "{before} MiB grew by {grown}, {limit} are allowed");
}

#[tokio::test]
async fn the_memory_of_a_computation_leaves_the_process_with_its_end() {
    let db = TestDb::create().await;
    let serve = Setup::serve().on(&db).set("TRUSTED_PROXIES", "127.0.0.1").start();
    let client = &serve.ready().await;
    let before = serve.own_memory_mib();
    log_in(client, 1).await;
    let after = serve.own_memory_mib();
    assert!(after < before + BLOCK_MIB / 2, "{before} MiB became {after}");
}

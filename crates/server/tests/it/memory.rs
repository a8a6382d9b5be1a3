//! Memory of the real process under its most costly requests.

#![cfg(target_os = "linux")]

use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::Method;
use serde_json::json;

use crate::process::Setup;
use crate::support::client::Answer;
use crate::support::db::TestDb;

/// Maximum memory of the process during logins, in MiB: four argon2 computations and the service.
const LIMIT_MIB: u64 = 200;

#[tokio::test]
async fn logins_of_strangers_do_not_eat_the_memory() {
    let db = TestDb::create().await;
    let serve = Setup::serve().on(&db).set("TRUSTED_PROXIES", "127.0.0.1").start();
    let client = &serve.ready().await;
    let log_in = |n: usize| async move {
        let address = format!("192.0.2.{n}");
        let body =
            json!({ "email": format!("inconnu{n}@ecole.example"), "motDePasse": "un autre mot de passe" });
        let request = client.request(Method::POST, "/api/auth/login").header("x-forwarded-for", address);
        Answer::read(request.json(&body)).await.expect_problem(401, "NON_AUTHENTIFIE");
    };
    stream::iter(0..80).map(log_in).buffer_unordered(16).collect::<Vec<()>>().await;
    let held = serve.peak_memory_mib();
    assert!(held < LIMIT_MIB, "{held} MiB");
}

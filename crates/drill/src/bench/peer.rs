//! A Fastify server that answers the list and one record with the statements of the comparison.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::time::{Instant, sleep};

use super::load::Requests;

/// Maximum time until it answers.
const READY_WITHIN: Duration = Duration::from_secs(20);
/// Interval between two checks.
const LOOK: Duration = Duration::from_millis(50);

/// The server's program, and what it reads from its environment.
pub(super) struct Program<'a> {
    pub(super) path: &'a Path,
    pub(super) port: u16,
    pub(super) database_url: &'a str,
    /// Size of its pool.
    pub(super) connections: usize,
    /// Statement of the list.
    pub(super) list: &'a str,
    /// Statement of a record, with its identifier as parameter.
    pub(super) record: &'a str,
}

/// The running server; it ends with this value.
pub(super) struct Peer {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Peer {
    /// Starts the server and waits until it answers.
    pub(super) async fn start(program: &Program<'_>) -> anyhow::Result<Self> {
        let child = Command::new("node")
            .arg(program.path)
            .env("PEER_PORT", program.port.to_string())
            .env("PEER_DATABASE_URL", program.database_url)
            .env("PEER_CONNECTIONS", program.connections.to_string())
            .env("PEER_LIST", program.list)
            .env("PEER_RECORD", program.record)
            .env("NODE_ENV", "production")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("node")?;
        let http = reqwest::Client::builder().no_proxy().timeout(READY_WITHIN).build()?;
        let peer = Self { child, url: format!("http://127.0.0.1:{}", program.port), http };
        let began = Instant::now();
        while began.elapsed() < READY_WITHIN {
            let answer = peer.http.get(format!("{}/api/prospects", peer.url)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(peer);
            }
            sleep(LOOK).await;
        }
        bail!("{} does not answer", program.path.display())
    }

    /// Writes the request that reads a path.
    pub(super) fn requests(&self, path: &str) -> anyhow::Result<Arc<Requests>> {
        Requests::new(&[self.http.get(format!("{}{path}", self.url)).build()?])
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // An error means that the process is already gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

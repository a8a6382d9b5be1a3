//! Drives the real processes on purpose: API, PostgreSQL and the stand-in for n8n.
//!
//! `chaos` breaks them under load and then looks for what must never happen; `bench` measures them; `n8n` tries the workflows
//! of `n8n/` in a real one. It knows HTTP, SQL and processes, and nothing of the service's own code, so that a mistake there
//! shows up here instead of cancelling out.
#![expect(
    clippy::disallowed_methods,
    reason = "it measures real processes, and nothing of it is tested by a clock"
)]

mod api;
pub mod bench;
pub mod chaos;
mod client;
mod database;
mod dice;
pub mod n8n;
pub mod never;
mod scenery;
pub mod sse;
mod stream;

use std::path::PathBuf;

/// What both drills need to know.
#[derive(Debug, Clone, clap::Args)]
pub struct Setup {
    /// The program of the API.
    #[arg(long)]
    pub api: PathBuf,
    /// Folder of the logs.
    #[arg(long)]
    pub logs: PathBuf,
    /// Free ports: two APIs, what stands before them, the stand-in for n8n.
    #[arg(long, value_parser = four_ports)]
    pub ports: [u16; 4],
    /// An empty database.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Key of n8n, both ways.
    #[arg(long, env = "N8N_API_KEY", hide_env_values = true)]
    pub n8n_api_key: String,
    /// Secret that signs the webhooks.
    #[arg(long, env = "N8N_WEBHOOK_SECRET", hide_env_values = true)]
    pub n8n_webhook_secret: String,
    /// Password of the people who log in.
    #[arg(long, env = "DRILL_PASSWORD", hide_env_values = true)]
    pub password: String,
}

impl Setup {
    /// Where something on one of the ports is.
    fn url(&self, port: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[port])
    }
}

/// Four ports between commas.
fn four_ports(text: &str) -> Result<[u16; 4], String> {
    let ports: Result<Vec<u16>, _> = text.split(',').map(str::parse).collect();
    ports
        .ok()
        .and_then(|ports| ports.try_into().ok())
        .ok_or_else(|| "expected four ports, as 1,2,3,4".to_owned())
}

//! Drills with real processes: the API, PostgreSQL and the stand-in for n8n.
//!
//! `chaos` injects faults under load and checks invariants, `bench` measures, and `n8n` tests the workflows of `n8n/`
//! in a real n8n. The crate knows only HTTP, SQL and processes, not the service's code, so that it does not share the
//! service's mistakes.
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
mod fixtures;
pub mod n8n;
pub mod never;
pub mod sse;
mod stream;

use std::path::PathBuf;

use anyhow::Context as _;

/// Options that all drills share.
#[derive(Debug, Clone, clap::Args)]
pub struct Setup {
    /// Path of the API's program.
    #[arg(long)]
    pub api: PathBuf,
    /// Folder of the logs.
    #[arg(long)]
    pub logs: PathBuf,
    /// Free ports, in this order: two instances of the API, the relay in front of them, the stand-in for n8n.
    #[arg(long, value_parser = four_ports)]
    pub ports: [u16; 4],
    /// URL of an empty database, for the service role.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// URL of that database, for the owner of the tables.
    #[arg(long, env = "DATABASE_OWNER_URL", hide_env_values = true)]
    pub database_owner_url: String,
    /// URL of a standby of that database, for the service role.
    #[arg(long, env = "DATABASE_URL_LECTURE", hide_env_values = true)]
    pub database_url_lecture: Option<String>,
    /// API key of n8n, in both directions.
    #[arg(long, env = "N8N_API_KEY", hide_env_values = true)]
    pub n8n_api_key: String,
    /// Secret that signs the webhooks.
    #[arg(long, env = "N8N_WEBHOOK_SECRET", hide_env_values = true)]
    pub n8n_webhook_secret: String,
    /// Password of the accounts that the drill creates.
    #[arg(long, env = "DRILL_PASSWORD", hide_env_values = true)]
    pub password: String,
}

impl Setup {
    /// Returns the setup with another database of the same servers.
    fn in_database(&self, name: &str) -> anyhow::Result<Self> {
        let renamed = |url: &String| with_database(url, name);
        Ok(Self {
            database_url: renamed(&self.database_url)?,
            database_owner_url: renamed(&self.database_owner_url)?,
            database_url_lecture: self.database_url_lecture.as_ref().map(renamed).transpose()?,
            ..self.clone()
        })
    }

    /// Returns the URL of the port at this index.
    fn url(&self, port: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[port])
    }
}

/// Returns the URL with another database.
fn with_database(url: &str, name: &str) -> anyhow::Result<String> {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let (server, _) = address.rsplit_once('/').context("the URL names no database")?;
    Ok(format!("{server}/{name}{query}"))
}

/// Parses four comma-separated ports.
fn four_ports(text: &str) -> Result<[u16; 4], String> {
    let ports: Result<Vec<u16>, _> = text.split(',').map(str::parse).collect();
    ports
        .ok()
        .and_then(|ports| ports.try_into().ok())
        .ok_or_else(|| "expected four ports, as 1,2,3,4".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_keeps_its_servers_and_options_with_another_database() {
        let one = with_database("postgres://postgres@127.0.0.1:5432/bench", "other").unwrap();
        assert_eq!(one, "postgres://postgres@127.0.0.1:5432/other");
        let two =
            with_database("postgres://a@127.0.0.1:1,127.0.0.1:2/b?target_session_attrs=read-write", "c")
                .unwrap();
        assert_eq!(two, "postgres://a@127.0.0.1:1,127.0.0.1:2/c?target_session_attrs=read-write");
        assert!(with_database("bench", "other").is_err());
    }
}

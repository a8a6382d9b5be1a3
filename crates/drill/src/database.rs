//! PostgreSQL: SQL queries, and restarts by the script that owns the cluster.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use tokio_postgres::{Client, NoTls};

/// Maximum time until the cluster accepts connections again.
const BACK_WITHIN: Duration = Duration::from_mins(1);

/// Options to restart a cluster.
#[derive(Debug, Clone, clap::Args)]
pub struct Restarts {
    /// Script that restarts the cluster; without it, the cluster is never restarted.
    #[arg(long, requires = "cluster")]
    pub postgres: Option<PathBuf>,
    /// Name of the cluster.
    #[arg(long)]
    pub cluster: Option<String>,
}

/// The kind of restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    /// As after a power cut: PostgreSQL recovers from its log.
    Crash,
    /// A clean shutdown that ends connections.
    Fast,
    /// The primary dies, and its standby is promoted.
    Failover,
}

/// The database of the drill.
pub(crate) struct Database {
    url: String,
    restarts: Restarts,
    /// Allows one disturbance at a time.
    turn: Mutex<()>,
}

impl Database {
    pub(crate) fn new(url: &str, restarts: Restarts) -> Self {
        Self { url: url.to_owned(), restarts, turn: Mutex::default() }
    }

    /// Returns true when the cluster can be restarted.
    pub(crate) fn restarts(&self) -> bool {
        self.restarts.postgres.is_some()
    }

    /// Tries once to open a connection.
    async fn try_connect(&self) -> anyhow::Result<Client> {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
        // The task ends with the client, which reports errors too.
        tokio::spawn(connection);
        Ok(client)
    }

    /// Opens a connection, with retries.
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        let started = Instant::now();
        loop {
            match self.try_connect().await {
                Err(error) if started.elapsed() > BACK_WITHIN => return Err(error).context("database"),
                Err(_) => sleep(Duration::from_millis(100)).await,
                connected => return connected,
            }
        }
    }

    /// Runs statements without a result.
    pub(crate) async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        self.connect().await?.batch_execute(sql).await.with_context(|| sql.to_owned())
    }

    /// Runs a query whose rows are one text.
    pub(crate) async fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let rows = self.connect().await?.query(sql, &[]).await.with_context(|| sql.to_owned())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Runs a query whose rows are one bigint.
    pub(crate) async fn numbers(&self, sql: &str) -> anyhow::Result<Vec<i64>> {
        let rows = self.connect().await?.query(sql, &[]).await.with_context(|| sql.to_owned())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Restarts the cluster and waits until it accepts connections.
    pub(crate) async fn restart(&self, how: Restart) -> anyhow::Result<()> {
        let (Some(script), Some(cluster)) = (&self.restarts.postgres, &self.restarts.cluster) else {
            return Ok(());
        };
        let _turn = self.turn.lock().await;
        let mut command = std::process::Command::new(script);
        command.arg(cluster).arg(match how {
            Restart::Crash => "crash",
            Restart::Fast => "restart",
            Restart::Failover => "failover",
        });
        let output = tokio::task::spawn_blocking(move || command.output()).await??;
        if !output.status.success() {
            bail!("{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
        }
        self.connect().await.map(drop)
    }

    /// Terminates every other connection.
    pub(crate) async fn cut(&self) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        let sql = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.texts(sql).await.map(drop)
    }
}

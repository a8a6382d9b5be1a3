//! PostgreSQL: asked by SQL, restarted by the script that owns the cluster.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use tokio_postgres::{Client, NoTls};

/// The cluster must take connections again within this.
const BACK_WITHIN: Duration = Duration::from_mins(1);

/// How to restart a cluster.
#[derive(Debug, Clone, clap::Args)]
pub struct Restarts {
    /// The script that restarts the cluster; without it, the cluster is left alone.
    #[arg(long, requires = "cluster")]
    pub postgres: Option<PathBuf>,
    /// Which one.
    #[arg(long)]
    pub cluster: Option<String>,
}

/// How PostgreSQL goes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    /// As after a power cut: it recovers from its log.
    Crash,
    /// With care, connections ended.
    Fast,
}

/// The database of the drill.
pub(crate) struct Database {
    url: String,
    restarts: Restarts,
    /// One thing at a time happens to it.
    turn: Mutex<()>,
}

impl Database {
    pub(crate) fn new(url: &str, restarts: Restarts) -> Self {
        Self { url: url.to_owned(), restarts, turn: Mutex::default() }
    }

    /// Whether it can be restarted.
    pub(crate) fn restarts(&self) -> bool {
        self.restarts.postgres.is_some()
    }

    /// A connection of our own; one try.
    async fn try_connect(&self) -> anyhow::Result<Client> {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
        // It ends with the client, or with an error that the client tells too.
        tokio::spawn(connection);
        Ok(client)
    }

    /// A connection of our own, as soon as there is one.
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

    /// Runs statements without an answer.
    pub(crate) async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        self.connect().await?.batch_execute(sql).await.with_context(|| sql.to_owned())
    }

    /// Rows of one text.
    pub(crate) async fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let rows = self.connect().await?.query(sql, &[]).await.with_context(|| sql.to_owned())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Rows of one bigint.
    pub(crate) async fn numbers(&self, sql: &str) -> anyhow::Result<Vec<i64>> {
        let rows = self.connect().await?.query(sql, &[]).await.with_context(|| sql.to_owned())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Restarts the cluster and waits until it takes connections.
    pub(crate) async fn restart(&self, how: Restart) -> anyhow::Result<()> {
        let (Some(script), Some(cluster)) = (&self.restarts.postgres, &self.restarts.cluster) else {
            return Ok(());
        };
        let _turn = self.turn.lock().await;
        let mut command = std::process::Command::new(script);
        command.arg(cluster).arg(if how == Restart::Crash { "crash" } else { "restart" });
        let output = tokio::task::spawn_blocking(move || command.output()).await??;
        if !output.status.success() {
            bail!("{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
        }
        self.connect().await.map(drop)
    }

    /// Cuts every connection but this one.
    pub(crate) async fn cut(&self) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        let sql = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.texts(sql).await.map(drop)
    }
}

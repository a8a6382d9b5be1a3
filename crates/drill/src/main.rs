//! The command line: `drill chaos`, `drill bench`, `drill n8n`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use drill::{bench, chaos, n8n};

/// Drives the real processes on purpose (see `make chaos`, `make bench` and `make test-n8n`).
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Clicks, faults and kills for some time, then what must never have happened; exit code 1 when it has.
    Chaos(chaos::Options),
    /// Measures speed; asserts nothing.
    Bench(bench::Options),
    /// Tries the workflows of n8n/ in a real n8n; exit code 1 when a check does not hold.
    N8n(n8n::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    // An error means that the stand-in was quicker: there is a provider then.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse().command {
        Command::Chaos(options) => Ok(verdict(chaos::run(&options).await?)),
        Command::N8n(options) => Ok(verdict(n8n::run(&options).await?)),
        Command::Bench(options) => bench::run(&options).await.map(|()| ExitCode::SUCCESS),
    }
}

fn verdict(clean: bool) -> ExitCode {
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

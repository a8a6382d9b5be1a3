//! The command line: `drill chaos`, `drill bench`, `drill reads`, `drill n8n`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use drill::{bench, chaos, n8n};

/// Drills with the real processes (see `make chaos`, `make bench` and `make test-n8n`).
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs clicks, faults and kills for some time, then checks the invariants; exit code 1 on a violation.
    Chaos(chaos::Options),
    /// Measures speed; asserts nothing.
    Bench(bench::Options),
    /// Measures reads among many prospects; asserts nothing.
    Reads(bench::reads::Options),
    /// Tests the workflows of n8n/ in a real n8n; exit code 1 when a check fails.
    N8n(n8n::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    // An error means that the stand-in has already installed a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse().command {
        Command::Chaos(options) => Ok(verdict(chaos::run(&options).await?)),
        Command::N8n(options) => Ok(verdict(n8n::run(&options).await?)),
        Command::Bench(options) => bench::run(&options).await.map(|()| ExitCode::SUCCESS),
        Command::Reads(options) => bench::reads::run(&options).await.map(|()| ExitCode::SUCCESS),
    }
}

fn verdict(clean: bool) -> ExitCode {
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

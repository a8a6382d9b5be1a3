//! The command line: `drill chaos`, `drill bench`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use drill::{bench, chaos};

/// Drives the real processes on purpose (see `make chaos` and `make bench`).
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
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    // An error means that the stand-in was quicker: there is a provider then.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse().command {
        Command::Chaos(options) => {
            let clean = chaos::run(&options).await?;
            Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Bench(options) => bench::run(&options).await.map(|()| ExitCode::SUCCESS),
    }
}

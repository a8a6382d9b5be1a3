//! `n8n-sim`: the stand-in as a process, for `make run` and manual tests.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use n8n_sim::{Fault, FaultMode, Options, Sim};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A stand-in for n8n: serves the prospect webhooks, calls back, and fails on demand.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:5678")]
    listen: SocketAddr,
    /// Key of webhooks and callbacks.
    #[arg(long, env = "N8N_API_KEY", hide_env_values = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    api_key: String,
    /// Standard Webhooks secret (`whsec_` + base64); without it, signatures are not checked.
    #[arg(long, env = "N8N_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<String>,
    /// Pause before each step and before the result, in milliseconds.
    #[arg(long, default_value_t = 1200)]
    step_delay_ms: u64,
    /// Pause between two attempts of a callback, in milliseconds.
    #[arg(long, default_value_t = 5000)]
    retry_delay_ms: u64,
    /// Default fault of webhooks that no rule of the control API matches.
    #[arg(long)]
    mode: Option<FaultMode>,
    /// Delay of that fault, in milliseconds; default of the mode when omitted.
    #[arg(long, requires = "mode")]
    mode_delay_ms: Option<u64>,
}

impl Args {
    fn into_options(self) -> Options {
        Options {
            listen: self.listen,
            webhook_secret: self.webhook_secret.filter(|secret| !secret.is_empty()).map(Into::into),
            step_delay: Duration::from_millis(self.step_delay_ms),
            callback_retry_delay: Duration::from_millis(self.retry_delay_ms),
            default_fault: self
                .mode
                .map(|mode| Fault { delay_ms: self.mode_delay_ms, ..Fault::new(mode).always() }),
            ..Options::new(self.api_key)
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse().into_options()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: `anyhow` would add a backtrace that does not help with a mistyped flag.
            eprintln!("n8n-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("n8n_sim=info,warn"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let mut terminate = signal(SignalKind::terminate())?;
    let sim = Sim::start(options)?;
    tracing::info!("webhooks on {}, control API on {}/control", sim.webhook_base_url(), sim.base_url());
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    tracing::info!("stopping");
    sim.shutdown().await;
    Ok(())
}

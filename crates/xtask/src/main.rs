//! Developer commands of this workspace: `cargo xtask spa` builds what the browser loads, `cargo xtask contract` says what
//! breaks clients of the API, `cargo xtask n8n` checks the workflows for n8n.

mod contract;
mod n8n;
mod spa;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask", about = "Developer commands of this workspace")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the browser bundle: WebAssembly, glue, styles, page, compressed copies, size table.
    Spa(spa::Options),
    /// Checks the workflows of `n8n/`, without n8n.
    N8n,
    /// Refuses a change of the OpenAPI document that breaks clients and is not announced.
    Contract,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Spa(options) => spa::run(&workspace_root()?, &options),
        Command::N8n => n8n::run(&workspace_root()?),
        Command::Contract => contract::run(&workspace_root()?),
    }
}

/// The folder of the workspace, from the current folder upwards. Found when it runs and not when it was compiled: two
/// clones may share a target folder.
fn workspace_root() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let root = here.ancestors().find(|folder| folder.join("crates/xtask/Cargo.toml").is_file());
    root.map(Path::to_path_buf).with_context(|| format!("{} is not inside the workspace", here.display()))
}

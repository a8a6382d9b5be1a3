//! Developer commands of this workspace: `cargo xtask spa` builds what the browser loads.

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
    }
}

/// The folder of the workspace: two above this crate, wherever the command is called from.
fn workspace_root() -> anyhow::Result<PathBuf> {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = crate_dir.ancestors().nth(2).context("crates/xtask is not inside a workspace")?;
    Ok(root.to_path_buf())
}

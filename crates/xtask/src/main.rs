//! Developer commands: `cargo xtask spa` builds the browser bundle, `cargo xtask contract` checks the API for
//! breaking changes, `cargo xtask collection` writes it as a collection for HTTP clients, `cargo xtask n8n` checks the
//! n8n workflows.

mod collection;
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
    /// Refuses unannounced breaking changes of the OpenAPI document.
    Contract,
    /// Writes the OpenAPI document as a Postman collection, which Bruno, Insomnia and Hoppscotch import too.
    Collection(collection::Options),
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
        Command::Collection(options) => collection::run(&workspace_root()?, &options),
    }
}

/// Finds the workspace's folder upwards from the current one. At run time rather than compile time, because two
/// clones may share a target folder.
fn workspace_root() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let root = here.ancestors().find(|folder| folder.join("crates/xtask/Cargo.toml").is_file());
    root.map(Path::to_path_buf).with_context(|| format!("{} is not inside the workspace", here.display()))
}

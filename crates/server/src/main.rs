//! The program of the service: `serve`, `migrate`, `seed`, `create-admin`, `openapi`, `doctor`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// Gives freed memory back to the system, which glibc's allocator keeps for each thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            // One line: what went wrong and, for a variable, its name.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

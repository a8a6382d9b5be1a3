//! The program of the service: `serve`, `migrate`, `seed`, `create-admin`, `openapi`, `doctor`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// Returns freed memory to the system, unlike glibc's allocator, which keeps it per thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            // One line: the error and, for a variable, its name.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

//! The program of the service: `serve`, `migrate`, `seed`, `create-admin`, `openapi`, `doctor`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Returns freed memory to the system, unlike glibc's allocator, which keeps it per thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    keep_pages_small();
    allow_many_connections();
    match cli::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            // One line: the error and, for a variable, its name.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Switches transparent huge pages off for the process (prctl(2), `PR_SET_THP_DISABLE`): the allocator asks for them,
/// and a page of 2 MiB of which little is used costs memory as a whole. Measured: 20 MiB less at rest.
fn keep_pages_small() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        // An old kernel: the process takes more memory, and works.
        eprintln!("transparent huge pages stay on: {error}");
    }
}

/// Raises the limit of open files to the highest one that the system allows. The usual limit, 1,024, is kept for
/// programs that use select(2); each open page takes a connection.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        eprintln!("the limit of open files stays: {error}");
    }
}

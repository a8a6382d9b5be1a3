//! The program of the service: `serve`, `migrate`, `seed`, `create-admin`, `openapi`, `doctor`.

mod cli;

use std::env;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use clap::Parser as _;
use mimalloc::MiMalloc;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Returns freed memory to the system, unlike glibc's allocator, which keeps it per thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Options of the allocator, which reads them from the environment before `main`.
const ALLOCATOR_OPTIONS: [(&str, &str); 2] = [
    // No transparent huge pages: a page of 2 MiB of which little is used costs memory as a whole.
    ("MIMALLOC_ALLOW_THP", "0"),
    // Freed memory leaves the process at once. By default it stays until other memory is freed a second later, which at
    // rest is never.
    ("MIMALLOC_PURGE_DELAY", "0"),
];

fn main() -> ExitCode {
    set_allocator_options();
    allow_many_connections();
    #[cfg(target_os = "linux")]
    interrupt_nobody();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    match cli::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            // One line: the error and, for a variable, its name.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the program again with the options of its allocator that the environment does not set.
fn set_allocator_options() {
    let missing: Vec<_> =
        ALLOCATOR_OPTIONS.into_iter().filter(|(name, _)| env::var_os(name).is_none()).collect();
    if missing.is_empty() {
        return;
    }
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_default();
    let error = match env::current_exe() {
        Ok(program) => Command::new(program).arg0(name).args(arguments).envs(missing).exec(),
        Err(error) => error,
    };
    // The process takes more memory, and works.
    eprintln!("the options of the allocator stay at their defaults: {error}");
}

/// Sets the policy `SCHED_BATCH` (sched(7)) for all threads, unless the process has a nice value of its own. A thread that
/// wakes up then does not interrupt another process: PostgreSQL on the same processors ends its statements first, and the
/// service reads their results together.
#[cfg(target_os = "linux")]
fn interrupt_nobody() {
    use thread_priority::{
        NormalThreadSchedulePolicy, ThreadPriority, ThreadPriorityValue, ThreadSchedulePolicy,
        set_thread_priority_and_policy, thread_native_id,
    };
    /// The nice value 0, in percent of the range from 19 to -20.
    const NICE_0: u8 = 47;
    if rustix::process::getpriority_process(None) != Ok(0) {
        return;
    }
    let set = ThreadPriorityValue::try_from(NICE_0).map(|value| {
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Batch);
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Crossplatform(value), policy)
    });
    if !matches!(set, Ok(Ok(()))) {
        eprintln!("the scheduling policy stays: {set:?}");
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

//! Measures the start of the service and its memory.

use std::time::Duration;

use tokio::time::Instant;

use super::compare::Rounds;
use super::figures::{median, mib, ms};
use crate::api::Api;

/// The starts of a process.
pub(super) struct Start {
    /// The times until it was ready.
    times: Vec<Duration>,
    /// The memory of the last one.
    memory: Option<u64>,
}

/// Starts the service some times, and stops it.
pub(super) async fn measure(api: &Api, rounds: Rounds) -> anyhow::Result<Start> {
    let mut start = Start { times: Vec::new(), memory: None };
    for _ in 0..rounds.rounds {
        let began = Instant::now();
        api.start().await?;
        start.times.push(began.elapsed());
        start.memory = api.memory().await;
        api.stop().await?;
    }
    Ok(start)
}

/// Prints the start, and the memory after each load.
pub(super) fn table(start: &Start, loads: &[(&str, Option<u64>)]) {
    println!("| | |");
    println!("|---|---|");
    println!(
        "| start, until `/sante/pret` answers (median of {}) | {} |",
        start.times.len(),
        ms(median(&start.times))
    );
    println!("| memory after the start | {} |", mib(start.memory));
    for (load, memory) in loads {
        println!("| memory after {load} | {} |", mib(*memory));
    }
}

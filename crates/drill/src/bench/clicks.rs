//! Measures the response time of clicks by the state of n8n.

use std::time::Duration;

use anyhow::ensure;
use n8n_sim::{Fault, FaultMode};
use reqwest::Method;
use tokio::time::{Instant, sleep};

use super::compare::Rounds;
use super::figures::{median, ms, ratio};
use super::{Bench, email};

/// Number of sequential clicks per round and state.
const CLICKS: usize = 100;
/// Number of clicks per round.
pub(super) const A_ROUND: usize = 3 * CLICKS;
/// Interval between two checks of the waiting actions.
const LOOK: Duration = Duration::from_millis(200);
/// Maximum time until no action waits.
const SETTLED_WITHIN: Duration = Duration::from_mins(2);

/// Measures clicks while n8n answers, hangs, or is dead; their time should not differ.
pub(super) async fn measure(bench: &mut Bench, rounds: Rounds) -> anyhow::Result<()> {
    eprintln!("measuring clicks");
    let (mut alive, mut hanging, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds.rounds {
        let n8n = bench.n8n()?;
        settle(bench).await?;
        alive.push(round(bench).await?);
        n8n.faults().add(Fault::new(FaultMode::Slow).delay_ms(60_000).always())?;
        hanging.push(round(bench).await?);
        n8n.stop().await;
        dead.push(round(bench).await?);
    }
    let (alive, hanging, dead) = (median(&alive), median(&hanging), median(&dead));
    println!("\nClicks, one after the other:\n");
    println!("| n8n | time to 202 (median) | ratio |");
    println!("|---|---|---|");
    println!("| answers | {} | |", ms(alive));
    println!("| hangs | {} | {} |", ms(hanging), ratio(hanging, alive));
    println!("| is dead | {} | {} |", ms(dead), ratio(dead, alive));
    Ok(())
}

/// Returns the median of a round.
async fn round(bench: &mut Bench) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(CLICKS);
    for _ in 0..CLICKS {
        let (path, body) = email(&bench.prospect()?);
        let clicked = Instant::now();
        let response = bench.clients.request(0, 0, Method::POST, &path).json(&body).send().await?;
        ensure!(response.status() == 202, "{path}: {}", response.status());
        response.bytes().await?;
        times.push(clicked.elapsed());
    }
    Ok(median(&times))
}

/// Waits until all waiting actions have left.
async fn settle(bench: &Bench) -> anyhow::Result<()> {
    let began = Instant::now();
    let waiting = "SELECT count(*) FROM conversions_en_cours WHERE prochaine_tentative IS NOT NULL";
    while bench.database.numbers(waiting).await? != [0] {
        ensure!(began.elapsed() < SETTLED_WITHIN, "n8n was not told of everything that waited");
        sleep(LOOK).await;
    }
    Ok(())
}

//! Measures clicks: response time by state of n8n, drain rate of waiting actions, conversions per second.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use n8n_sim::{Fault, FaultMode, Sim};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::{Bench, median, ms, ratio};
use crate::client::Clients;

/// Number of sequential clicks per round.
const CLICKS: usize = 100;
/// Number of rounds of each kind.
const ROUNDS: usize = 3;
/// Number of actions that wait for n8n.
const WAITING: usize = 8_000;
/// Number of first calls that the drain leaves out.
const TRIALS: usize = 10;
/// Number of concurrent clients that convert.
const CONVERTERS: usize = 32;
/// Number of conversions per client and round.
const CONVERSIONS: usize = 80;
/// Interval between two checks of the waiting actions.
const LOOK: Duration = Duration::from_millis(200);
/// Maximum time to drain the waiting actions.
const DRAINED_WITHIN: Duration = Duration::from_mins(2);

/// Measures the response time of clicks while n8n answers, hangs, or is dead; it should not differ.
pub(super) async fn measure_answers(bench: &mut Bench) -> anyhow::Result<()> {
    let (mut alive, mut hanging, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let n8n = bench.n8n()?;
        settle(bench).await?;
        alive.push(round(bench).await?);
        n8n.faults().add(Fault::new(FaultMode::Slow).delay_ms(60_000).always())?;
        hanging.push(round(bench).await?);
        n8n.stop().await;
        dead.push(round(bench).await?);
    }
    let (alive, hanging, dead) = (median(&alive), median(&hanging), median(&dead));
    println!("clicks, one after the other: time to 202 (median)");
    println!("  n8n alive {}, hanging {}, dead {}", ms(alive), ms(hanging), ms(dead));
    println!("  ratio to alive: hanging {}, dead {}", ratio(hanging, alive), ratio(dead, alive));
    Ok(())
}

/// Returns the median of a round.
async fn round(bench: &mut Bench) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(CLICKS);
    for _ in 0..CLICKS {
        let (path, body) = email(&bench.prospect()?);
        let clicked = Instant::now();
        click(&bench.clients, &path, &body).await?;
        times.push(clicked.elapsed());
    }
    Ok(median(&times))
}

/// Measures how many waiting actions leave per second once n8n is back. n8n accepts them and does nothing: the service
/// and its database are measured, not the workflows.
pub(super) async fn measure_drain(bench: &mut Bench) -> anyhow::Result<()> {
    let mut clicks = JoinSet::new();
    for _ in 0..WAITING {
        let (clients, (path, body)) = (Arc::clone(&bench.clients), email(&bench.prospect()?));
        clicks.spawn(async move { click(&clients, &path, &body).await });
        while clicks.len() >= CONVERTERS {
            clicks.join_next().await.transpose()?.transpose()?;
        }
    }
    while let Some(clicked) = clicks.join_next().await {
        clicked??;
    }
    let n8n = bench.n8n()?;
    n8n.faults().add(Fault::new(FaultMode::Silence).always())?;
    let all = |n8n: &Sim| n8n.calls().len() >= WAITING;
    ensure!(n8n.wait_until(DRAINED_WITHIN, all).await, "n8n was not told of everything that waited");
    let calls = n8n.calls();
    // Trial calls of the breaker come first, one by one.
    let mut times: Vec<_> = calls.iter().map(|call| call.received_at).collect();
    times.sort_unstable();
    let times = &times[TRIALS..];
    let first = times.first().copied().zip(times.last().copied());
    let seconds = first.map_or(0.0, |(first, last)| (last - first).as_seconds_f64());
    println!(
        "drain: {WAITING} actions that waited for n8n left, {:.0} a second with {} calls at once",
        per_second(times.len(), seconds),
        super::CALLS_AT_ONCE
    );
    n8n.stop().await;
    Ok(())
}

/// Measures how many conversions per second are accepted from concurrent clients, while n8n is away, and while it runs
/// the workflow of each and calls back.
pub(super) async fn measure_conversions(bench: &mut Bench) -> anyhow::Result<()> {
    let away = conversions(bench).await?;
    let n8n = bench.n8n()?;
    let alive = conversions(bench).await?;
    n8n.stop().await;
    println!(
        "conversions: accepted a second with {CONVERTERS} clients (median of {ROUNDS} rounds of {}): \
         {away:.0} while n8n is away, {alive:.0} while it also takes and ends them",
        CONVERTERS * CONVERSIONS
    );
    Ok(())
}

/// Returns the median rate of some rounds of conversions.
async fn conversions(bench: &mut Bench) -> anyhow::Result<f64> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut people = JoinSet::new();
        let began = Instant::now();
        for _ in 0..CONVERTERS {
            let prospects = (0..CONVERSIONS).map(|_| bench.prospect()).collect::<anyhow::Result<Vec<_>>>()?;
            people.spawn(convert(Arc::clone(&bench.clients), prospects));
        }
        while let Some(person) = people.join_next().await {
            person??;
        }
        rounds.push(began.elapsed());
    }
    Ok(per_second(CONVERTERS * CONVERSIONS, median(&rounds).as_secs_f64()))
}

async fn convert(clients: Arc<Clients>, prospects: Vec<String>) -> anyhow::Result<()> {
    for prospect in prospects {
        let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ", "idSession": null });
        click(&clients, "/api/prospects/convertir-candidat", &body).await?;
    }
    Ok(())
}

/// Sends a click, which must be accepted at once.
async fn click(clients: &Clients, path: &str, body: &Value) -> anyhow::Result<()> {
    let response = clients.request(0, 0, reqwest::Method::POST, path).json(body).send().await?;
    ensure!(response.status() == 202, "{path}: {}", response.status());
    response.bytes().await?;
    Ok(())
}

fn email(prospect: &str) -> (String, Value) {
    let body = json!({ "typeEmail": "RELANCE", "message": null });
    (format!("/api/prospects/{prospect}/send-email"), body)
}

/// Waits until all waiting actions have left.
async fn settle(bench: &Bench) -> anyhow::Result<()> {
    let began = Instant::now();
    let waiting = "SELECT count(*) FROM conversions_en_cours WHERE prochaine_tentative IS NOT NULL";
    while bench.database.numbers(waiting).await? != [0] {
        ensure!(began.elapsed() < DRAINED_WITHIN, "n8n was not told of everything that waited");
        sleep(LOOK).await;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn per_second(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

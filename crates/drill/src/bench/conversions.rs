//! Measures how many conversions are accepted per second from concurrent clients.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::compare::{Rounds, Side, cpu};
use super::figures::NONE;
use super::load::{self, Requests, Sessions, Until};
use super::{ACTING, Bench, statements};

/// Number of conversions per round and kind.
const CONVERSIONS: usize = 1_600;
/// Number of conversions per round; one more round of them warms up.
pub(super) const A_ROUND: usize = 3 * CONVERSIONS;

/// Measures conversions while n8n is away, in rounds that alternate with their SQL alone, and while n8n runs the
/// workflow of each and calls back.
pub(super) async fn measure(bench: &mut Bench, rounds: Rounds) -> anyhow::Result<()> {
    eprintln!("measuring conversions");
    let (mut away, mut alone, mut alive) = (Side::default(), Side::default(), Side::default());
    let mut spent = Duration::ZERO;
    let sessions =
        Sessions::open(&bench.threads, &bench.database, &[statements::CONVERT.to_owned()], ACTING).await?;
    for round in 0..=rounds.rounds {
        if round == 1 {
            (away, alone, spent) = (Side::default(), Side::default(), Duration::ZERO);
        }
        let before = bench.api.cpu().await;
        away.add(convert(bench).await?);
        let after = bench.api.cpu().await;
        spent += after.unwrap_or_default().saturating_sub(before.unwrap_or_default());
        alone.add(sessions.run(people(bench)?, Until::Once).await?);
    }
    let n8n = bench.n8n()?;
    for _ in 0..rounds.rounds {
        alive.add(convert(bench).await?);
    }
    n8n.stop().await;
    println!(
        "| conversions accepted while n8n is away | {} | {} | {} | {} |",
        away.rates.spread(),
        alone.rates.spread(),
        away.rates.ratio(&alone.rates),
        cpu(spent, away.times.len())
    );
    println!(
        "| conversions accepted while n8n also takes and ends them | {} | {NONE} | {NONE} | {NONE} |",
        alive.rates.spread()
    );
    Ok(())
}

/// Returns the prospects of a round.
fn people(bench: &mut Bench) -> anyhow::Result<Vec<String>> {
    (0..CONVERSIONS).map(|_| bench.prospect()).collect()
}

/// Runs a round of conversions.
async fn convert(bench: &mut Bench) -> anyhow::Result<load::Answers> {
    let people = people(bench)?;
    let request = |prospect: String| {
        let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ", "idSession": null });
        bench.clients.request(0, 0, Method::POST, "/api/prospects/convertir-candidat").json(&body).build()
    };
    let requests = people.into_iter().map(request).collect::<Result<Vec<_>, _>>()?;
    load::ask(&bench.threads, &Requests::new(&requests)?, ACTING, Until::Once).await
}

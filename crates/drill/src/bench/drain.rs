//! Measures how many waiting actions leave per second once n8n is back, beside a client that only makes such calls.

use std::sync::Arc;

use anyhow::Context as _;
use reqwest::Method;
use serde_json::json;

use super::compare::Rounds;
use super::figures::{NONE, Rates};
use super::load::{self, Requests, Until};
use super::receiver::Receiver;
use super::{ACTING, Bench, CALLS_AT_ONCE, email};
use crate::n8n::webhook::{Call, Caller};

/// Number of actions per round that wait for n8n.
pub(super) const A_ROUND: usize = 4_000;
/// Number of first calls that a round leaves out: trial calls of the breaker come first, one by one.
const TRIALS: usize = 10;

/// Measures the calls that leave.
pub(super) async fn measure(bench: &mut Bench, rounds: Rounds) -> anyhow::Result<()> {
    eprintln!("measuring waiting calls");
    let (mut rates, mut bare) = (Rates::default(), Rates::default());
    let calls = bare_calls(bench)?;
    for _ in 0..rounds.rounds {
        wait(bench).await?;
        let mut receiver = Receiver::listen(bench.setup.ports[3]).await?;
        let times = receiver.receive(A_ROUND).await?;
        let times = &times[TRIALS..];
        let (first, last) = times.first().copied().zip(times.last().copied()).context("calls")?;
        rates.add(times.len(), last - first);
        load::ask(&bench.threads, &calls, CALLS_AT_ONCE, Until::Once).await?.count_in(&mut bare);
    }
    println!(
        "| waiting calls that leave, {CALLS_AT_ONCE} at once | {} | {} | {} | {NONE} |",
        rates.spread(),
        bare.spread(),
        rates.ratio(&bare)
    );
    Ok(())
}

/// Clicks while n8n is away.
async fn wait(bench: &mut Bench) -> anyhow::Result<()> {
    let mut requests = Vec::with_capacity(A_ROUND);
    for _ in 0..A_ROUND {
        let (path, body) = email(&bench.prospect()?);
        requests.push(bench.clients.request(0, 0, Method::POST, &path).json(&body).build()?);
    }
    load::ask(&bench.threads, &Requests::new(&requests)?, ACTING, Until::Once).await?;
    Ok(())
}

/// Calls as those of the service, by a client that records nothing.
fn bare_calls(bench: &Bench) -> anyhow::Result<Arc<Requests>> {
    let caller = Caller::new(&bench.setup)?;
    let mut calls = Vec::with_capacity(A_ROUND);
    for number in 0..A_ROUND {
        let body = json!({
            "idProspect": "PROS_1",
            "idConversion": number,
            "typeAction": "ENVOYER_EMAIL",
            "typeEmail": "RELANCE",
            "nom": "Martin",
            "prenom": "Marie",
            "email": "marie@exemple.example",
            "message": null,
            "demandePar": "Sophie Martin",
            "urlRappel": "http://127.0.0.1/api/prospects/conversion-complete",
        });
        let id = format!("mesure_{number}");
        calls.push(caller.request(&Call::new("envoyer-email", &id, &body.to_string()))?.build()?);
    }
    Requests::new(&calls)
}

//! Compares requests with the statements that give equal data, in alternating rounds: the speed of a machine changes
//! within minutes.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;

use super::Bench;
use super::figures::{NONE, Rates, grouped, median, ms, percentile};
use super::load::{self, Requests, Sessions, Until};

/// The rounds of a comparison.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Rounds {
    /// Number of rounds of each kind; another one before them warms up.
    #[arg(long, default_value_t = 5)]
    pub(super) rounds: usize,
    /// Seconds of a round.
    #[arg(long, default_value_t = 1.0)]
    pub(super) seconds: f64,
}

/// Number of connections that send requests, and of sessions that run the SQL alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parallel {
    pub(super) connections: usize,
    pub(super) sessions: usize,
}

impl Parallel {
    /// As many connections as sessions.
    pub(super) fn each(number: usize) -> Self {
        Self { connections: number, sessions: number }
    }
}

/// Requests, and the statements that give equal answers.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) paths: Vec<String>,
    /// Empty when no statement gives the answer.
    pub(super) sql: Vec<String>,
}

impl Case {
    /// One request and one statement.
    pub(super) fn new(name: impl Into<String>, path: impl Into<String>, sql: Option<String>) -> Self {
        Self { name: name.into(), paths: vec![path.into()], sql: sql.into_iter().collect() }
    }
}

/// One side of a comparison.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) rates: Rates,
    pub(super) times: Vec<Duration>,
}

/// The results of a comparison.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) ours: Side,
    pub(super) alone: Side,
    pub(super) peer: Side,
    /// CPU time of the service.
    spent: Duration,
}

impl Compared {
    /// Returns the CPU time that the service spends on an answer.
    pub(super) fn cpu(&self) -> String {
        cpu(self.spent, self.ours.times.len())
    }
}

/// Returns the CPU time of each of these answers.
pub(super) fn cpu(spent: Duration, answers: usize) -> String {
    match u32::try_from(answers) {
        Ok(answers) if answers > 0 => (spent / answers).as_micros().to_string(),
        _ => NONE.to_owned(),
    }
}

impl Side {
    /// Adds a round.
    pub(super) fn add(&mut self, answers: load::Answers) {
        answers.count_in(&mut self.rates);
        self.times.extend(answers.times);
    }
}

impl Bench {
    /// Writes the requests that read these paths.
    pub(super) fn requests(&self, paths: &[String]) -> anyhow::Result<Arc<Requests>> {
        let request = |path: &String| self.clients.request(0, 0, Method::GET, path).build();
        Requests::new(&paths.iter().map(request).collect::<Result<Vec<_>, _>>()?)
    }

    /// Runs the rounds of a case, and of a peer that answers the same.
    pub(super) async fn compare(
        &self,
        rounds: Rounds,
        case: &Case,
        parallel: Parallel,
        peer: Option<&Arc<Requests>>,
    ) -> anyhow::Result<Compared> {
        let requests = self.requests(&case.paths)?;
        let sessions = Sessions::open(&self.threads, &self.database, &case.sql, parallel.sessions).await?;
        let until = Until::Time(Duration::try_from_secs_f64(rounds.seconds)?);
        let mut compared = Compared::default();
        for round in 0..=rounds.rounds {
            if round == 1 {
                compared = Compared::default();
            }
            let before = self.api.cpu().await;
            compared.ours.add(load::ask(&self.threads, &requests, parallel.connections, until).await?);
            let after = self.api.cpu().await;
            compared.spent += after.unwrap_or_default().saturating_sub(before.unwrap_or_default());
            if !case.sql.is_empty() {
                compared.alone.add(sessions.run(Vec::new(), until).await?);
            }
            if let Some(peer) = peer {
                compared.peer.add(load::ask(&self.threads, peer, parallel.connections, until).await?);
            }
        }
        Ok(compared)
    }

    /// Returns the row of a case in the table of [`TIMES`].
    pub(super) async fn times(&self, rounds: Rounds, case: &Case) -> anyhow::Result<String> {
        eprintln!("measuring {}", case.name);
        let one = self.compare(rounds, case, Parallel::each(1), None).await?;
        let many = self.compare(rounds, case, Parallel::each(CLIENTS), None).await?;
        let time = |side: &Side, percent| match side.times.as_slice() {
            [] => NONE.to_owned(),
            times => ms(percentile(times, percent)),
        };
        let rate = |side: &Side| {
            if side.times.is_empty() { NONE.to_owned() } else { grouped(side.rates.median()) }
        };
        Ok(format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            case.name,
            ms(median(&one.ours.times)),
            time(&one.alone, 50),
            one.ours.rates.ratio(&one.alone.rates),
            rate(&many.ours),
            time(&many.ours, 99),
            rate(&many.alone),
            time(&many.alone, 99),
            many.ours.rates.ratio(&many.alone.rates),
        ))
    }
}

/// Number of clients at once in the table of [`TIMES`].
pub(super) const CLIENTS: usize = 8;

/// The sentence about the ratios of a table of response times.
pub(super) const RATIO: &str = "A ratio is that of the rates:";

/// Head of a table of response times.
pub(super) const TIMES: &str =
    "| | alone: median | SQL alone: median | ratio | 8 clients: answers/s | p99 | \
    SQL of 8 sessions: results/s | p99 | ratio |
|---|---|---|---|---|---|---|---|---|";

//! `drill bench`: measures speed on this machine. It prints medians of several rounds and ratios within one run, and
//! asserts nothing.

mod clicks;
mod day;
mod deadlines;
pub mod reads;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use n8n_sim::{Options as SimOptions, Sim};

use crate::Setup;
use crate::api::Api;
use crate::client::{Clients, Try, Witness};
use crate::database::{Database, Restarts};
use crate::fixtures;

/// Number of prospects to act on.
const PROSPECTS: usize = 40_000;

/// Number of calls to n8n that the service makes at once.
const CALLS_AT_ONCE: usize = 64;

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Number of clients of the live stream.
    #[arg(long, default_value_t = 5_000)]
    clients: usize,
}

/// State that the measurements share.
struct Bench {
    setup: Setup,
    api: Api,
    database: Database,
    clients: Arc<Clients>,
    prospects: std::vec::IntoIter<String>,
}

/// A witness that ignores all attempts.
struct Nobody;

impl Witness for Nobody {
    fn saw(&self, _: &str, _: &Try) {}
}

/// Runs the measurements.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    let mut bench = Bench::prepare(&options.setup).await?;
    streams::measure(&mut bench, options.clients).await?;
    clicks::measure_answers(&mut bench).await?;
    clicks::measure_drain(&mut bench).await?;
    clicks::measure_conversions(&mut bench).await?;
    deadlines::measure(&mut bench).await?;
    bench.api.stop().await
}

impl Bench {
    async fn prepare(setup: &Setup) -> anyhow::Result<Self> {
        let database = Database::new(&setup.database_owner_url, Restarts { postgres: None, cluster: None });
        let url = setup.url(0);
        let calls = CALLS_AT_ONCE.to_string();
        // Refused attempts are repeated soon and often, so that the drain is not a wait for the next attempt.
        let environment = [
            ("PUBLIC_URL", url.as_str()),
            ("WEBHOOK_TIMEOUT_MS", "2000"),
            ("WEBHOOK_MAX_ATTEMPTS", "100"),
            ("WEBHOOK_BACKOFF", "1"),
            ("WEBHOOK_BREAKER_PAUSE_MS", "500"),
            ("WEBHOOK_CONCURRENCY", &calls),
            ("DB_POOL_SIZE", "32"),
            // Thousands of streams of one person come from one address.
            ("HTTP_CONNECTIONS_PER_ADDRESS", "100000"),
            ("STREAMS_PER_PERSON", "100000"),
            ("RUST_LOG", "warn"),
        ];
        let api = Api::new(setup, ("bench", 0), &environment)?;
        let prospects = fixtures::prepare(setup, &database, &api, (PROSPECTS, 0)).await?.prospects;
        api.start().await?;
        let clients = Clients::log_in(vec![url], &setup.password, Arc::new(Nobody)).await?;
        let prospects = prospects.into_iter();
        Ok(Self { setup: setup.clone(), api, database, clients: Arc::new(clients), prospects })
    }

    /// Starts the stand-in for n8n.
    fn n8n(&self) -> anyhow::Result<Sim> {
        Ok(Sim::start(SimOptions {
            listen: ([127, 0, 0, 1], self.setup.ports[3]).into(),
            webhook_secret: Some(self.setup.n8n_webhook_secret.clone().into()),
            ..SimOptions::new(self.setup.n8n_api_key.as_str())
        })?)
    }

    /// Returns a prospect without any action.
    fn prospect(&mut self) -> anyhow::Result<String> {
        self.prospects.next().ok_or_else(|| anyhow::anyhow!("nobody is left to click on"))
    }
}

/// Returns the percentile of durations.
fn percentile(values: &[Duration], percent: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

fn median(values: &[Duration]) -> Duration {
    percentile(values, 50)
}

fn ms(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1_000.0)
}

fn ratio(one: Duration, other: Duration) -> String {
    format!("×{:.2}", one.as_secs_f64() / other.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_values() {
        let values: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(median(&values), Duration::from_millis(51));
        assert_eq!(percentile(&values, 99), Duration::from_millis(100));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}

//! `drill bench` and `drill reads`: measure speed on this machine. They print tables of medians of several rounds and of
//! ratios within one run, and assert nothing.

mod clicks;
mod compare;
mod conversions;
mod drain;
mod figures;
mod lists;
mod load;
mod peer;
mod people;
mod process;
pub mod reads;
mod receiver;
mod searches;
mod statements;
mod streams;
mod threads;

use std::sync::Arc;

use n8n_sim::{Options as SimOptions, Sim};
use serde_json::{Value, json};

use crate::Setup;
use crate::api::Api;
use crate::client::{Clients, Try, Witness};
use crate::database::{Database, Restarts};
use crate::fixtures;
use compare::Rounds;
use threads::Threads;

/// Number of calls to n8n that the service makes at once.
const CALLS_AT_ONCE: usize = 64;
/// Number of clients that act at once.
const ACTING: usize = 32;

/// A key of the opposition list, as a school has one.
const HMAC_KEY: (&str, &str) = ("RGPD_HMAC_KEY", "a key of a database without real people");

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Number of clients of the live stream.
    #[arg(long, default_value_t = 10_000)]
    clients: usize,
    #[command(flatten)]
    rounds: Rounds,
}

/// The running service that is measured.
struct Bench {
    setup: Setup,
    api: Api,
    database: Arc<Database>,
    clients: Arc<Clients>,
    threads: Threads,
    /// Prospects without any action.
    prospects: std::vec::IntoIter<String>,
}

/// A witness that ignores all attempts.
struct Nobody;

impl Witness for Nobody {
    fn saw(&self, _: &str, _: &Try) {}
}

/// Runs the measurements.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    let (setup, rounds) = (&options.setup, options.rounds);
    let (api, database) = service(setup)?;
    fixtures::prepare(setup, &database, &api, (0, 0)).await?;
    let mut bench = Bench::start(setup, api, database).await?;
    lists::measure(&bench, rounds).await?;
    let each_round = clicks::A_ROUND + drain::A_ROUND + conversions::A_ROUND;
    let clicks = streams::CLICKS + (rounds.rounds + 1) * each_round;
    let people = fixtures::add_prospects(&bench.database, clicks).await?;
    bench.prospects = people.into_iter();
    streams::measure(&mut bench, options.clients).await?;
    clicks::measure(&mut bench, rounds).await?;
    println!(
        "\nActions of {ACTING} clients at once. The limit of conversions is hand-written SQL that writes the same rows \
         with {ACTING} sessions.\nThe limit of calls is a client that only sends calls:\n"
    );
    println!("| | a second | limit/s | ratio | µs CPU of the service |");
    println!("|---|---|---|---|---|");
    drain::measure(&mut bench, rounds).await?;
    conversions::measure(&mut bench, rounds).await?;
    bench.api.stop().await
}

/// Creates the service, not started, and the client of its database.
fn service(setup: &Setup) -> anyhow::Result<(Api, Database)> {
    let database = Database::new(&setup.database_owner_url, Restarts { postgres: None, cluster: None });
    let url = setup.url(0);
    let (calls, connections) = (CALLS_AT_ONCE.to_string(), ACTING.to_string());
    // Refused attempts are repeated soon and often, so that the drain is not a wait for the next attempt.
    let environment = [
        ("PUBLIC_URL", url.as_str()),
        ("WEBHOOK_TIMEOUT_MS", "2000"),
        ("WEBHOOK_MAX_ATTEMPTS", "100"),
        ("WEBHOOK_BACKOFF", "1"),
        ("WEBHOOK_BREAKER_PAUSE_MS", "500"),
        ("WEBHOOK_CONCURRENCY", &calls),
        ("DB_POOL_SIZE", &connections),
        // Thousands of streams of one person come from one address.
        ("HTTP_MAX_CONNECTIONS", "100000"),
        ("HTTP_CONNECTIONS_PER_ADDRESS", "100000"),
        ("STREAMS_PER_PERSON", "100000"),
        HMAC_KEY,
        ("RUST_LOG", "warn"),
    ];
    Ok((Api::new(setup, ("bench", 0), &environment)?, database))
}

impl Bench {
    /// Starts the service and logs in.
    async fn start(setup: &Setup, api: Api, database: Database) -> anyhow::Result<Self> {
        api.start().await?;
        let clients = Clients::log_in(vec![setup.url(0)], &setup.password, Arc::new(Nobody)).await?;
        Ok(Self {
            setup: setup.clone(),
            api,
            database: Arc::new(database),
            clients: Arc::new(clients),
            threads: Threads::start()?,
            prospects: Vec::new().into_iter(),
        })
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

/// The path and the body of a click that asks for an email.
fn email(prospect: &str) -> (String, Value) {
    let body = json!({ "typeEmail": "RELANCE", "message": null });
    (format!("/api/prospects/{prospect}/send-email"), body)
}

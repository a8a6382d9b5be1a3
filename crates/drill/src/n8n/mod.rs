//! `drill n8n`: runs the workflows of `n8n/` in a real n8n with the service, and checks the results in the service
//! and in both databases.

mod absences;
mod actions;
mod checks;
mod letters;
mod mailbox;
mod process;
mod refusals;
pub(crate) mod webhook;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use self::checks::Checks;
use self::mailbox::Maildir;
use self::process::{N8n, WORKFLOWS};
use self::webhook::Caller;
use crate::Setup;
use crate::api::Api;
use crate::client::{Clients, Try, Witness};
use crate::database::{Database, Restarts};
use crate::fixtures;

/// Number of prospects to act on.
const PROSPECTS: usize = 60;
/// Maximum time of an action, on a busy machine too.
const ENDED_WITHIN: Duration = Duration::from_mins(2);
/// Interval between two checks.
const LOOK: Duration = Duration::from_millis(200);

/// Settings of the service. n8n restarts during the tests, so a call has many attempts at a constant interval, the
/// breaker tries again after a second, and the deadline of an action is long.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("WEBHOOK_MAX_ATTEMPTS", "100"),
    ("WEBHOOK_BACKOFF", "1"),
    ("WEBHOOK_BREAKER_PAUSE_MS", "1000"),
    ("ACTION_DEADLINE_S", "900"),
    ("LOG_FORMAT", "json"),
    ("RGPD_HMAC_KEY", "cle-de-la-liste-d-opposition-de-l-essai"),
];

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Program of n8n, whose database has the workflows of n8n/ imported and published.
    #[arg(long)]
    n8n: PathBuf,
    /// URL of n8n's database.
    #[arg(long, env = "N8N_DATABASE_URL", hide_env_values = true)]
    n8n_database_url: String,
    /// Maildir of the mailbox that n8n reads; without it, the mailbox is not tested.
    #[arg(long)]
    maildir: Option<PathBuf>,
    /// Key of the form of the school's site.
    #[arg(long, env = "FORMULAIRE_CLE", hide_env_values = true)]
    form_key: String,
}

/// Runs the tests; returns true when every check passed.
pub async fn run(options: &Options) -> anyhow::Result<bool> {
    let mut stage = Stage::prepare(options).await?;
    stage.refusals().await;
    stage.actions().await;
    stage.form(&options.form_key).await;
    if let Some(maildir) = &options.maildir {
        stage.mailbox(Maildir::new(maildir)).await;
    }
    stage.absences().await;
    stage.close().await
}

/// All participants.
struct Stage {
    api: Api,
    database: Database,
    n8n: N8n,
    n8n_database: Database,
    clients: Arc<Clients>,
    caller: Caller,
    checks: Checks,
    prospects: std::vec::IntoIter<String>,
}

/// A witness that ignores all attempts.
struct Nobody;

impl Witness for Nobody {
    fn saw(&self, _: &str, _: &Try) {}
}

impl Stage {
    async fn prepare(options: &Options) -> anyhow::Result<Self> {
        let setup = &options.setup;
        let none = || Restarts { postgres: None, cluster: None };
        let database = Database::new(&setup.database_owner_url, none());
        let url = setup.url(0);
        let mut environment = vec![("PUBLIC_URL", url.as_str())];
        environment.extend(ENVIRONMENT);
        let api = Api::new(setup, ("n8n", 0), &environment)?;
        let prospects = fixtures::prepare(setup, &database, &api, (PROSPECTS, 1)).await?.prospects;
        let mut n8n = N8n::new(setup, options.n8n.clone())?;
        let booted = n8n.start(&WORKFLOWS).await?;
        println!("n8n: its four webhooks are there after {}", seconds(booted));
        api.start().await?;
        Ok(Self {
            clients: Arc::new(Clients::log_in(vec![url], &setup.password, Arc::new(Nobody)).await?),
            caller: Caller::new(setup)?,
            n8n_database: Database::new(&options.n8n_database_url, none()),
            checks: Checks::default(),
            prospects: prospects.into_iter(),
            api,
            database,
            n8n,
        })
    }

    /// Prints figures, stops everything gracefully, and prints the summary.
    async fn close(mut self) -> anyhow::Result<bool> {
        let sql = "SELECT \"workflowId\" || ': ' || string_agg(count || ' ' || status, ', ' ORDER BY status)
            FROM (SELECT \"workflowId\", status, count(*) FROM execution_entity GROUP BY 1, 2) AS by_status GROUP BY \"workflowId\" ORDER BY 1";
        println!("executions, by n8n's own account");
        for line in self.n8n_database.texts(sql).await? {
            println!("  {line}");
        }
        println!("callbacks taken by the service: {}", self.callbacks(200)?);
        self.checks.part("n8n stops when asked", self.n8n.stop().await);
        self.checks.part("the service stops when asked", self.api.stop().await);
        let panics = self.api.panics()?;
        self.checks.check("the service never panicked", panics.is_empty(), panics.join("; "));
        Ok(self.checks.conclude())
    }

    /// Returns a prospect without any action.
    fn prospect(&mut self) -> anyhow::Result<String> {
        self.prospects.next().context("nobody is left to click on")
    }

    /// Sends a click, which must be accepted; returns the action.
    async fn click(&self, path: &str, body: &Value) -> anyhow::Result<i64> {
        let key = format!("{path} {}", body["idProspect"]);
        let answer = self.clients.click(0, &key, path, body).await?;
        let action = answer.body["idConversion"].as_i64().filter(|_| answer.status == 202);
        action.with_context(|| format!("{path}: {} {}", answer.status, answer.body))
    }

    async fn action(&self, id: i64) -> anyhow::Result<Value> {
        self.clients.read(0, &format!("/api/actions/{id}")).await
    }

    /// Waits until the action has ended and n8n knows it; returns the action.
    async fn ended(&self, id: i64) -> anyhow::Result<Value> {
        let began = Instant::now();
        loop {
            let action = self.action(id).await?;
            if action["statutAction"] != "EN_COURS" {
                let execution = action["executionId"].as_str().map(str::to_owned);
                self.executions(execution.as_slice()).await?;
                return Ok(action);
            }
            anyhow::ensure!(began.elapsed() < ENDED_WITHIN, "action {id} runs still: {action}");
            sleep(LOOK).await;
        }
    }

    /// Counts the callbacks that the service answered with this status, from its log.
    fn callbacks(&self, status: u16) -> anyhow::Result<usize> {
        let status = format!("\"status\":{status}");
        let route = "\"route\":\"/api/prospects/conversion-complete\"";
        Ok(self.api.log_lines(|line| line.contains(route) && line.contains(&status))?.len())
    }

    /// Waits until these executions of n8n have ended or are waiting; returns their states.
    async fn executions(&self, ids: &[String]) -> anyhow::Result<Vec<String>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list = ids.join(", ");
        let sql = format!("SELECT status FROM execution_entity WHERE id IN ({list}) ORDER BY id");
        let began = Instant::now();
        loop {
            let states = self.n8n_database.texts(&sql).await?;
            if states.len() == ids.len() && states.iter().all(|state| state != "running" && state != "new") {
                return Ok(states);
            }
            anyhow::ensure!(began.elapsed() < ENDED_WITHIN, "executions {list} run still: {states:?}");
            sleep(LOOK).await;
        }
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

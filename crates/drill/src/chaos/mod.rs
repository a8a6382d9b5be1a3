//! `drill chaos`: runs two instances of the API, PostgreSQL and the stand-in for n8n under clicks, faults and kills,
//! then lets everything come to rest and checks the invariants.

mod judge;
mod ledger;
mod lots;
mod mix;
mod n8n;
mod plan;
mod relay;
mod report;
mod seats;
mod trouble;
mod undo;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use rand::random;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use self::ledger::{Ledger, Violation};
use self::mix::Crowd;
use self::n8n::N8n;
use self::report::say;
use self::trouble::Stage;
use crate::Setup;
use crate::api::Api;
use crate::client::{Clients, PATIENCE};
use crate::database::{Database, Restarts};
use crate::dice::Dice;
use crate::fixtures::{self, ADMINS};
use crate::never::{AT_REST, NEVER, Never};
use crate::stream::Listener;

/// Number of concurrent conversions of the opening.
const OPENING: usize = 500;
/// Number of people who click during the mix.
const PEOPLE: u64 = 12;
/// Number of prospects per second of the mix.
const PROSPECTS_A_SECOND: usize = 15;

/// Environment with short timeouts, so that decisions take seconds instead of half an hour.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("WEBHOOK_TIMEOUT_MS", "2000"),
    ("WEBHOOK_INITIAL_DELAY_MS", "200"),
    ("WEBHOOK_BREAKER_PAUSE_MS", "500"),
    ("WEBHOOK_CONCURRENCY", "16"),
    ("ACTION_DEADLINE_S", "20"),
    ("HEARTBEAT_S", "3"),
    ("DB_POOL_SIZE", "12"),
    ("RUST_LOG", "info"),
];
/// Duration of a lease: the timeout above plus the dispatcher's margin.
const LEASE: Duration = Duration::from_secs(12);
/// Deadline of a callback, as above.
const DEADLINE: Duration = Duration::from_secs(20);
/// Maximum delay of a notification, which normally arrives within a second.
const TOLD_WITHIN: Duration = Duration::from_secs(30);

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    #[command(flatten)]
    restarts: Restarts,
    /// Duration of the mix, in seconds.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=86_400))]
    seconds: u64,
    /// Seed of the random events; drawn when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// Number of times that the primary dies and its standby is promoted; needs a cluster with a standby.
    #[arg(long, default_value_t = 0)]
    failovers: u64,
}

/// Runs the drill; returns true when no violation was found.
pub async fn run(options: &Options) -> anyhow::Result<bool> {
    let seed = options.seed.unwrap_or_else(|| u64::from(random::<u32>()));
    let seconds = options.seconds;
    say(&format!("seed {seed}, {seconds} s; the same again: make chaos SECONDS={seconds} SEED={seed}"));
    if options.restarts.postgres.is_none() {
        say("PostgreSQL is not restarted: its cluster is not ours");
    }
    let mut show = Show::prepare(options).await?;
    show.open(seed).await;
    show.mix(seed, seconds, options.failovers).await;
    show.rest().await?;
    let violations = show.look().await?;
    show.stage.ledger.with(|entries| entries.violations.extend(violations));
    show.close().await?;
    report::print(&show).await
}

/// A run.
struct Show {
    stage: Arc<Stage>,
    crowd: Arc<Crowd>,
    pages: Vec<Arc<Listener>>,
    /// Tasks that run until the end.
    beside: JoinSet<()>,
    /// The first notification that every client must know.
    first: i64,
}

impl Show {
    async fn prepare(options: &Options) -> anyhow::Result<Self> {
        let setup = &options.setup;
        let ledger = Arc::new(Ledger::default());
        let database = Database::new(&setup.database_owner_url, options.restarts.clone());
        let api = |port| Api::new(setup, ("chaos", port), &ENVIRONMENT);
        let apis = [api(0)?, api(1)?];
        let seconds = usize::try_from(options.seconds)?;
        let sizes = (OPENING + seconds * PROSPECTS_A_SECOND, OPENING / 10 + seconds);
        let fixtures = fixtures::prepare(setup, &database, &apis[0], sizes).await?;
        relay::start(setup.ports[2], setup.ports[..2].to_vec()).await?;
        let stage = Arc::new(Stage { apis, database, n8n: N8n::start(setup)?, ledger: Arc::clone(&ledger) });
        for api in &stage.apis {
            api.start().await?;
        }
        let urls = stage.apis.iter().map(|api| api.url.clone()).collect();
        let clients = Arc::new(Clients::log_in(urls, &setup.password, Arc::clone(&ledger) as _).await?);
        let pages: Vec<_> = (0..2).map(|person| Listener::new(person, Arc::clone(&clients))).collect();
        let mut beside = JoinSet::new();
        for page in &pages {
            beside.spawn(Arc::clone(page).listen());
        }
        beside.spawn(Arc::clone(&stage).collect());
        let crowd = Crowd::new(clients, ledger, fixtures, pages.clone());
        let mut show = Self { stage, crowd, pages, beside, first: 0 };
        show.first = show.first_notification().await?;
        Ok(show)
    }

    /// Writes a notification that every client must receive, so that each has a position in the stream.
    async fn first_notification(&self) -> anyhow::Result<i64> {
        let opened = || self.pages.iter().all(|page| page.heard(|heard| heard.openings > 0));
        within(TOLD_WITHIN, async || opened()).await.context("the streams do not open")?;
        let sql =
            "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
            VALUES ('SYSTEM', 'ACTION_SUCCESS', 'BASSE', 'Exercice', 'L’exercice commence.', 'TOUS', now())
            RETURNING id";
        let first = *self.stage.database.numbers(sql).await?.first().context("no notification")?;
        let told = || self.pages.iter().all(|page| page.heard(|heard| heard.knows(first)));
        within(TOLD_WITHIN, async || told()).await.context("the first notification is not told")?;
        Ok(first)
    }

    /// Starts many conversions at once, and kills both instances with SIGKILL, one after the other, while they run.
    async fn open(&self, seed: u64) {
        let began = Instant::now();
        let mut dice = Dice::new(seed, 2);
        let clicks = self.crowd.open(OPENING, &mut dice);
        for which in 0..2 {
            let accepted = dice.between(20, 200);
            let enough = || self.stage.ledger.with(|entries| entries.counts.accepted) >= accepted;
            // The kill happens even if few were accepted.
            let _ = within(PATIENCE, async || enough()).await;
            self.stage.attend(plan::Trouble::Kill(which, Duration::from_millis(dice.between(0, 500)))).await;
        }
        clicks.join_all().await;
        let counts = self.stage.ledger.with(|entries| entries.counts.clone());
        say(&format!(
            "opening: {OPENING} conversions at once, {} kills in the middle: {} accepted, {} cut off ({} s)",
            counts.kills,
            counts.accepted,
            counts.cut_off,
            began.elapsed().as_secs()
        ));
    }

    async fn mix(&self, seed: u64, seconds: u64, failovers: u64) {
        let (end, ending) = watch::channel(false);
        let mut people = JoinSet::new();
        for person in 0..PEOPLE {
            let dice = Dice::new(seed, 100 + person);
            let index = usize::try_from(person).unwrap_or_default();
            people.spawn(Arc::clone(&self.crowd).work(index, dice, ending.clone()));
        }
        let faults = tokio::spawn(Arc::clone(&self.stage).misbehave(Dice::new(seed, 3)));
        let plan = plan::plan(seed, seconds, failovers);
        tokio::join!(self.stage.carry_out(plan), sleep(Duration::from_secs(seconds)));
        faults.abort();
        self.stage.n8n.behave().await;
        end.send_replace(true);
        people.join_all().await;
        let counts = self.stage.ledger.with(|entries| entries.counts.clone());
        say(&format!(
            "mix: {} clicks; {} kills, {} rolling restarts, {} restarts, {} failovers and {} cuts of the database, {} \
             outages of n8n",
            counts.clicks,
            counts.kills,
            counts.rolls,
            counts.restarts,
            counts.failovers,
            counts.cuts,
            counts.outages
        ));
    }

    /// Stops all faults, waits until running work ends, and until every client knows.
    async fn rest(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        let stage = &self.stage;
        if let Err(error) = stage.are_ready().await {
            stage.ledger.complain("something that did not recover alone", format!("{error:#}"));
        }
        let running = "SELECT (SELECT count(*) FROM conversions_en_cours WHERE statut_action = 'EN_COURS')
            + (SELECT count(*) FROM lots WHERE date_lancement IS NOT NULL AND date_annonce IS NULL)";
        let at_rest = async || stage.database.numbers(running).await.is_ok_and(|count| count == [0]);
        // The invariant queries find what is not at rest by then.
        let _ = within(3 * LEASE + DEADLINE, at_rest).await;
        stage.n8n.is_idle_within(3 * LEASE).await;
        stage.n8n.collect().await?;
        let expected = self.notifications().await?;
        let told = || {
            self.pages
                .iter()
                .zip(&expected)
                .all(|(page, expected)| page.heard(|heard| expected.iter().all(|id| heard.knows(*id))))
        };
        let _ = within(TOLD_WITHIN, async || told()).await;
        say(&format!("rest: after {} s", began.elapsed().as_secs()));
        Ok(())
    }

    /// Returns for each page the notifications that it must know: those for all admins, and those for its account.
    async fn notifications(&self) -> anyhow::Result<Vec<Vec<i64>>> {
        let mut expected = Vec::new();
        for (_, email) in self.pages.iter().zip(ADMINS) {
            let sql = format!(
                "SELECT id FROM notifications LEFT JOIN utilisateurs ON id_utilisateur = destinataire
                 WHERE audience IN ('ADMIN', 'TOUS') AND id >= {} AND (destinataire IS NULL OR email = '{email}')
                 ORDER BY id",
                self.first
            );
            expected.push(self.stage.database.numbers(&sql).await?);
        }
        Ok(expected)
    }

    /// Checks the invariants.
    async fn look(&self) -> anyhow::Result<Vec<Violation>> {
        let mut found = Vec::new();
        for Never { what, found: sql } in NEVER.iter().chain(AT_REST) {
            let places = self.stage.database.texts(sql).await?;
            found.extend(places.into_iter().map(|place| Violation::new(*what, place)));
        }
        let record = self.stage.n8n.record();
        let facts = judge::Facts {
            answered: self.stage.ledger.with(|entries| entries.answered.clone()),
            undone: self.stage.ledger.with(|entries| entries.undone.clone()),
            actions: report::actions(&self.stage.database).await?,
            calls: record.calls,
            reports: record.reports,
            notifications: self.notifications().await?,
            heard: self.pages.iter().map(|page| page.heard(|heard| heard.clone())).collect(),
        };
        found.extend(judge::judge(&facts));
        Ok(found)
    }

    /// Stops everything gracefully, and checks the logs.
    async fn close(&mut self) -> anyhow::Result<()> {
        self.beside.shutdown().await;
        for api in &self.stage.apis {
            if let Err(error) = api.stop().await {
                self.stage.ledger.complain("a stop without care", format!("{error:#}"));
            }
            for line in api.panics()? {
                self.stage.ledger.complain("a panic", format!("{}: {line}", api.name));
            }
        }
        Ok(())
    }
}

/// Waits until a condition holds, checking often.
async fn within(limit: Duration, holds: impl AsyncFn() -> bool) -> anyhow::Result<()> {
    let began = Instant::now();
    while !holds().await {
        anyhow::ensure!(began.elapsed() < limit, "not within {} s", limit.as_secs());
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

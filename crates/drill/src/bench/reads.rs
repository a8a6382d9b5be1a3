//! `drill reads`: measures reads and searches among many prospects, beside the SQL alone and a Fastify server, and tells
//! how their cost grows with the number of prospects.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::compare::{Case, Compared, Parallel, Rounds};
use super::figures::{NONE, grouped, rows};
use super::peer::{Peer, Program};
use super::process::Start;
use super::{Bench, HMAC_KEY, people, process, searches, statements};
use crate::Setup;
use crate::api::Api;
use crate::database::{Database, Restarts};
use crate::fixtures;

/// Number of connections that send requests.
const CONNECTIONS: usize = 16;
/// Number of sessions that run the SQL alone.
const SESSIONS: usize = 8;

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Numbers of prospects, ascending. Each has the database `bench_people_<number>`, which stays for the next run.
    #[arg(long, value_delimiter = ',', default_value = "20000,200000,1000000")]
    sizes: Vec<i64>,
    #[command(flatten)]
    rounds: Rounds,
    /// Program of the Fastify server; without it, nothing is compared with one.
    #[arg(long)]
    peer: Option<PathBuf>,
    /// Measures reads only, without searches and starts of the process.
    #[arg(long)]
    reads_only: bool,
}

/// The results of a read at one size.
struct Row {
    name: String,
    prospects: i64,
    compared: Compared,
    has_peer: bool,
}

/// Runs the measurements.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    ensure!(options.sizes.is_sorted(), "the numbers of prospects must ascend");
    let mut results = Vec::new();
    for prospects in &options.sizes {
        let (start, bench) = open(options, *prospects).await?;
        measure(options, &bench, *prospects, &mut results).await?;
        if Some(prospects) == options.sizes.last() {
            table(&results);
            if !options.reads_only {
                finish(options, &bench, &start, &results).await?;
            }
        }
        bench.api.stop().await?;
    }
    Ok(())
}

/// Measures the searches among the most prospects, and prints what else was measured.
async fn finish(options: &Options, bench: &Bench, start: &Start, results: &[Row]) -> anyhow::Result<()> {
    let prospects = results.last().map_or(0, |row| row.prospects);
    let memory = bench.api.memory().await;
    beside_fastify(options, results);
    searches::measure(bench, options.rounds, prospects).await?;
    println!("\nThe process, with {} prospects:\n", rows(prospects));
    process::table(start, &[("these reads", memory), ("these searches", bench.api.memory().await)]);
    Ok(())
}

/// Fills the database of a size and starts the service on it.
async fn open(options: &Options, prospects: i64) -> anyhow::Result<(Start, Bench)> {
    let setup = options.setup.in_database(&format!("bench_people_{prospects}"))?;
    let url = setup.url(0);
    let environment = [("PUBLIC_URL", url.as_str()), HMAC_KEY, ("RUST_LOG", "warn")];
    let api = Api::new(&setup, ("reads", 0), &environment)?;
    let database = Database::new(&setup.database_owner_url, Restarts { postgres: None, cluster: None });
    fixtures::people(&setup, &api)?;
    people::fill(&database, prospects).await?;
    database.execute(VIEWS).await?;
    let start = process::measure(&api, options.rounds).await?;
    Ok((start, Bench::start(&setup, api, database).await?))
}

/// Ten views of the team, of one formation and two statuts each.
const VIEWS: &str = "DELETE FROM vues; INSERT INTO vues (nom, requete, ordre)
    SELECT 'Vue ' || n, 'statut=NOUVEAU&statut=QUALIFIE&formation=FORMATION_' || n % 9, n FROM generate_series(1, 10) n";

/// Measures the reads of a size.
async fn measure(
    options: &Options,
    bench: &Bench,
    prospects: i64,
    results: &mut Vec<Row>,
) -> anyhow::Result<()> {
    let peer = match &options.peer {
        Some(program) => Some(start_peer(bench, program).await?),
        None => None,
    };
    for (case, answers) in cases(bench).await? {
        eprintln!("measuring {} among {prospects} prospects", case.name);
        let path = case.paths.first().context("a path")?;
        let beside = match (&peer, answers) {
            (Some(peer), true) => Some(peer.requests(path)?),
            _ => None,
        };
        let parallel = Parallel { connections: CONNECTIONS, sessions: SESSIONS };
        let compared = bench.compare(options.rounds, &case, parallel, beside.as_ref()).await?;
        results.push(Row { name: case.name, prospects, compared, has_peer: answers });
    }
    Ok(())
}

async fn start_peer(bench: &Bench, program: &Path) -> anyhow::Result<Peer> {
    let program = Program {
        path: program,
        port: bench.setup.ports[1],
        database_url: &bench.setup.database_owner_url,
        connections: CONNECTIONS,
        list: &statements::list("p.visible", VISIBLE),
        record: &statements::record("$1"),
    };
    Peer::start(&program).await
}

/// The maintained counts of the prospects that the list shows.
const VISIBLE: &str = "e.statut_prospect <> 'CANDIDAT'";

/// Returns the measured reads, and true for those that the Fastify server answers.
async fn cases(bench: &Bench) -> anyhow::Result<[(Case, bool); 7]> {
    let first = bench.clients.read(0, "/api/prospects").await?;
    let pages = first.pointer("/pagination/totalPages").and_then(Value::as_i64).context("totalPages")?;
    let one = text(&first, "/data/0/idProspect")?;
    let number = (pages / 2).max(2);
    let middle = format!("/api/prospects?page={number}");
    let cursor = text(&bench.clients.read(0, &middle).await?, "/pagination/curseurSuivant")?;
    let last = format!(
        "SELECT format('(%L::timestamptz, %L)', date_dernier_contact, id_prospect) FROM prospects
         WHERE visible ORDER BY date_dernier_contact DESC, id_prospect DESC OFFSET {} LIMIT 1",
        number * 25 - 1
    );
    let last = bench.database.texts(&last).await?.pop().context("a page")?;
    let filtered = |table: &str| {
        format!(
            "{table}.statut_prospect = 'QUALIFIE' AND {table}.formation_souhaitee = 'FORMATION_3' \
             AND {table}.mode_financement = 'CPF'"
        )
    };
    let beyond = format!("p.visible AND (p.date_dernier_contact, p.id_prospect) < {last}");
    let case = |name: &str, path: &str, sql: String| Case::new(name, path, Some(sql));
    let filters = "/api/prospects?statut=QUALIFIE&formation=FORMATION_3&financement=CPF";
    let next = format!("/api/prospects?curseur={cursor}");
    let record = statements::record(&format!("'{one}'"));
    Ok([
        (case("list and total", "/api/prospects", statements::list("p.visible", VISIBLE)), true),
        (case("three filters and total", filters, statements::list(&filtered("p"), &filtered("e"))), false),
        (case("page in the middle by cursor, and total", &next, statements::list(&beyond, VISIBLE)), false),
        (
            case("page in the middle by number, and total", &middle, statements::numbered(number, VISIBLE)),
            false,
        ),
        (case("counts by choice", "/api/prospects/compteurs", statements::COUNTS.into()), false),
        (case("totals of ten views", "/api/vues", statements::VIEWS.into()), false),
        (case("one record", &format!("/api/prospects/{one}"), record), true),
    ])
}

fn text(body: &Value, pointer: &str) -> anyhow::Result<String> {
    Ok(body.pointer(pointer).and_then(Value::as_str).with_context(|| pointer.to_owned())?.to_owned())
}

/// Prints the rows of each read together, with its cost divided by its cost with the fewest prospects.
fn table(results: &[Row]) {
    println!(
        "\nReads with {CONNECTIONS} connections, and a hand-written statement that returns equal data in {SESSIONS} \
         sessions, in alternating\nrounds. A ratio is the median of the rounds, with the lowest and the highest. The \
         cost is the time of a request divided by its\ntime with the fewest prospects:\n"
    );
    println!("| | prospects | requests/s | SQL alone/s | ratio | cost | µs CPU of the service |");
    println!("|---|---|---|---|---|---|---|");
    let smallest = results.first().map(|row| row.prospects);
    for first in results.iter().filter(|row| Some(row.prospects) == smallest) {
        for row in results.iter().filter(|row| row.name == first.name) {
            let Compared { ours, alone, .. } = &row.compared;
            let is_first = row.prospects == first.prospects;
            println!(
                "| {} | {} | {} | {} | {} | ×{:.2} | {} |",
                if is_first { &row.name } else { "" },
                rows(row.prospects),
                grouped(ours.rates.median()),
                grouped(alone.rates.median()),
                ours.rates.ratio(&alone.rates),
                first.compared.ours.rates.median() / ours.rates.median(),
                row.compared.cpu(),
            );
        }
    }
}

fn beside_fastify(options: &Options, results: &[Row]) {
    println!(
        "\nA Fastify server, measured between these rounds: one process, node-postgres, {CONNECTIONS} connections, the \
         hand-written\nstatements. It does not check the caller:\n"
    );
    println!("| | prospects | requests/s | Fastify/s | ratio |");
    println!("|---|---|---|---|---|");
    for row in results.iter().filter(|row| row.has_peer) {
        let Compared { ours, peer, .. } = &row.compared;
        let (rate, ratio) = match options.peer {
            Some(_) => (grouped(peer.rates.median()), ours.rates.ratio(&peer.rates)),
            None => ("needs npm".to_owned(), NONE.to_owned()),
        };
        let prospects = rows(row.prospects);
        println!("| {} | {prospects} | {} | {rate} | {ratio} |", row.name, grouped(ours.rates.median()));
    }
}

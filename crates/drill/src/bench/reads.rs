//! `drill reads`: measures the rate of read requests, and that of a hand-written statement which returns equal data.
//! Rounds of both alternate, because the speed of a machine changes within minutes.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::header::COOKIE;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Nobody, day};
use crate::Setup;
use crate::api::Api;
use crate::client::Clients;
use crate::database::{Database, Restarts};
use crate::fixtures;

/// Number of connections that send requests, and size of the pool.
const CONNECTIONS: usize = 16;
/// Number of connections that run the SQL alone.
const SESSIONS: usize = 8;
/// Number of rounds of each kind.
const ROUNDS: usize = 3;
/// Pages between the first one and the measured cursor.
const PAGES: usize = 3;

/// Options of the command.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Number of prospects. The database stays for the next run.
    #[arg(long, default_value_t = 1_000_000)]
    prospects: i64,
    /// Leaves out the head of the table, to continue that of another number of prospects.
    #[arg(long)]
    continued: bool,
    /// Seconds of a round.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// A request, and the statement that gives an equal answer.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) path: String,
    pub(super) sql: String,
}

/// The results of some rounds, in answers a second.
struct Rates(Vec<f64>);

/// Runs the measurements.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    let setup = &options.setup;
    let url = setup.url(0);
    let pool = CONNECTIONS.to_string();
    let environment = [("PUBLIC_URL", url.as_str()), ("DB_POOL_SIZE", &pool), ("RUST_LOG", "warn")];
    let api = Api::new(setup, ("reads", 0), &environment)?;
    let database = Database::new(&setup.database_owner_url, Restarts { postgres: None, cluster: None });
    fill(setup, &database, &api, options.prospects).await?;
    api.start().await?;
    let clients = Clients::log_in(vec![url], &setup.password, Arc::new(Nobody)).await?;
    if !options.continued {
        println!("{HEAD}");
    }
    let cases = cases(&database, &clients).await?.into_iter().chain(day::cases(&database).await?);
    for case in cases {
        measure(options, &api, &database, &clients, &case).await?;
    }
    api.stop().await
}

/// Head of the table; the memory is that of the service after the request.
const HEAD: &str =
    "| prospects | | requests/s | SQL alone/s | ratio | spread of both | µs CPU of the service | MiB |
|---|---|---|---|---|---|---|---|";

/// Fills the database, unless an earlier run did.
async fn fill(setup: &Setup, database: &Database, api: &Api, prospects: i64) -> anyhow::Result<()> {
    fixtures::people(setup, api)?;
    if database.numbers("SELECT count(*) FROM prospects").await? == [prospects] {
        return Ok(());
    }
    eprintln!("filling the database with {prospects} prospects, once");
    database.execute("TRUNCATE prospects CASCADE").await?;
    database.execute(FORMATIONS).await?;
    database.execute(&without_indexes(&insert(prospects))).await?;
    database.execute("SELECT prospects_effectifs_replier()").await?;
    database.execute("VACUUM ANALYZE").await
}

const FORMATIONS: &str = "INSERT INTO formations (code, nom, duree_heures, tarif)
    SELECT 'FORMATION_' || n, 'Formation ' || n, 800, 9500 FROM generate_series(0, 8) n ON CONFLICT DO NOTHING";

fn insert(count: i64) -> String {
    format!(
        "INSERT INTO prospects (nom, prenom, emails, telephones, ville, formation_souhaitee, mode_financement,
            statut_prospect, source, nb_echanges, date_premier_contact, date_dernier_contact)
         SELECT initcap(substr(md5(n::text), 1, 8)), 'Marie', ARRAY['prospect-' || n || '@exemple.example'],
            ARRAY['+336399' || lpad((n % 100000)::text, 5, '0')], 'Lyon', 'FORMATION_' || n % 9,
            (ARRAY['CPF', 'OPCO', 'REGION', 'PERSONNEL', 'ALTERNANCE', 'FRANCE_TRAVAIL', NULL])[n % 7 + 1],
            (ARRAY['NOUVEAU', 'CONTACTE', 'EN_ECHANGE', 'QUALIFIE', 'PERDU'])[n % 5 + 1], 'EMAIL', n % 40,
            now() - interval '3 years', now() - n * interval '90 seconds'
         FROM generate_series(1, {count}) n"
    )
}

/// Returns the statements that fill an empty table of prospects, with its indexes made afterwards: that is faster than
/// to keep them up to date.
fn without_indexes(insert: &str) -> String {
    format!(
        "BEGIN;
         SET LOCAL maintenance_work_mem = '512MB';
         CREATE TEMPORARY TABLE made ON COMMIT DROP AS SELECT indexname, indexdef FROM pg_indexes
            WHERE schemaname = 'public' AND tablename = 'prospects' AND indexname <> 'prospects_pkey';
         DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT indexname FROM made LOOP EXECUTE format('DROP INDEX %I', one.indexname); END LOOP;
         END $$;
         {insert};
         DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT indexdef FROM made LOOP EXECUTE one.indexdef; END LOOP;
         END $$;
         COMMIT"
    )
}

/// Returns the measured cases. The statements are those that an experienced author would write by hand.
async fn cases(database: &Database, clients: &Clients) -> anyhow::Result<[Case; 7]> {
    database.execute(VIEWS).await?;
    let read = async |path: &str| clients.read(0, path).await;
    let mut page = read("/api/prospects").await?;
    let pages = page.pointer("/pagination/totalPages").and_then(Value::as_i64).context("totalPages")?;
    let one = text(&page, "/data/0/idProspect")?;
    for _ in 0..PAGES {
        page =
            read(&format!("/api/prospects?curseur={}", text(&page, "/pagination/curseurSuivant")?)).await?;
    }
    let cursor = text(&page, "/pagination/curseurSuivant")?;
    let last = "SELECT format('(%L::timestamptz, %L)', date_dernier_contact, id_prospect) FROM prospects
        WHERE visible ORDER BY date_dernier_contact DESC, id_prospect DESC OFFSET 99 LIMIT 1";
    let last = database.texts(last).await?.pop().context("a page")?;
    let filtered = |table: &str| {
        format!(
            "{table}.statut_prospect = 'QUALIFIE' AND {table}.formation_souhaitee = 'FORMATION_3' \
             AND {table}.mode_financement = 'CPF'"
        )
    };
    let visible = "e.statut_prospect <> 'CANDIDAT'";
    Ok([
        Case { name: "list and total", path: "/api/prospects".into(), sql: list("p.visible", visible) },
        Case {
            name: "three filters and total",
            path: "/api/prospects?statut=QUALIFIE&formation=FORMATION_3&financement=CPF".into(),
            sql: list(&filtered("p"), &filtered("e")),
        },
        Case {
            name: "page by cursor and total",
            path: format!("/api/prospects?curseur={cursor}"),
            sql: list(&format!("p.visible AND (p.date_dernier_contact, p.id_prospect) < {last}"), visible),
        },
        Case {
            name: "counts by choice",
            path: "/api/prospects/compteurs".into(),
            sql: "SELECT statut_prospect, formation_souhaitee, mode_financement, sum(nombre)
                FROM prospects_effectifs GROUP BY GROUPING SETS ((1), (2), (3))"
                .into(),
        },
        Case {
            name: "page by number in the middle",
            path: format!("/api/prospects?page={}", pages / 2),
            sql: middle(pages / 2),
        },
        Case { name: "totals of ten views", path: "/api/vues".into(), sql: VIEW_TOTALS.into() },
        Case { name: "one record", path: format!("/api/prospects/{one}"), sql: record(&one) },
    ])
}

/// Ten views of the team, of one formation and two statuts each.
const VIEWS: &str = "DELETE FROM vues; INSERT INTO vues (nom, requete, ordre)
    SELECT 'Vue ' || n, 'statut=NOUVEAU&statut=QUALIFIE&formation=FORMATION_' || n % 9, n FROM generate_series(1, 10) n";
/// Their totals.
const VIEW_TOTALS: &str = "SELECT v.*, (SELECT sum(nombre) FROM prospects_effectifs e
        WHERE e.statut_prospect IN ('NOUVEAU', 'QUALIFIE') AND e.formation_souhaitee = 'FORMATION_' || v.ordre % 9)
    FROM vues v ORDER BY v.ordre";

/// Returns the SQL of a record, with its running actions and the records that share an address or a number.
fn record(id: &str) -> String {
    format!(
        "SELECT p.*, f.nom, c.numero_dossier, (SELECT json_agg(a) FROM conversions_en_cours a
            WHERE a.id_prospect = p.id_prospect AND a.statut_action = 'EN_COURS'),
            (SELECT json_agg(json_build_array(o.id_prospect, o.nom, o.prenom, o.emails, o.telephones))
             FROM prospects o WHERE (o.emails && p.emails OR o.telephones && p.telephones)
                AND o.id_prospect <> p.id_prospect)
         FROM prospects p LEFT JOIN formations f ON f.code = p.formation_souhaitee
         LEFT JOIN candidats c ON c.id_prospect = p.id_prospect WHERE p.id_prospect = '{id}'"
    )
}

/// Returns the SQL of a page by number: the identifiers from the index alone, then their rows.
fn middle(page: i64) -> String {
    format!(
        "SELECT p.*, f.nom FROM (SELECT id_prospect FROM prospects WHERE visible
            ORDER BY date_dernier_contact DESC, id_prospect DESC LIMIT 25 OFFSET {}) page
         JOIN prospects p USING (id_prospect) LEFT JOIN formations f ON f.code = p.formation_souhaitee",
        (page - 1) * 25
    )
}

/// Returns the SQL of a page of the list and its total.
fn list(rows: &str, counts: &str) -> String {
    format!(
        "SELECT p.*, f.nom, (SELECT type_action FROM conversions_en_cours a WHERE a.id_prospect = p.id_prospect
            AND a.statut_action = 'EN_COURS' ORDER BY id_conversion DESC LIMIT 1),
            (SELECT sum(nombre) FROM prospects_effectifs e WHERE {counts})
         FROM prospects p LEFT JOIN formations f ON f.code = p.formation_souhaitee
         WHERE {rows} ORDER BY p.date_dernier_contact DESC, p.id_prospect DESC LIMIT 26"
    )
}

fn text(body: &Value, pointer: &str) -> anyhow::Result<String> {
    Ok(body.pointer(pointer).and_then(Value::as_str).with_context(|| pointer.to_owned())?.to_owned())
}

async fn measure(
    options: &Options,
    api: &Api,
    database: &Database,
    clients: &Clients,
    case: &Case,
) -> anyhow::Result<()> {
    let request = clients.request(0, 0, reqwest::Method::GET, &case.path).build()?;
    let cookie = request.headers()[COOKIE].to_str()?;
    let host = api.url.trim_start_matches("http://");
    let head = format!("GET {} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\r\n", case.path);
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    let (mut spent, mut answers) = (Duration::ZERO, 0);
    // The first round warms both up.
    for round in 0..=ROUNDS {
        let before = api.cpu().await;
        let asked = ask(host, &head, Duration::from_secs(options.seconds)).await?;
        let after = api.cpu().await;
        let run = run_alone(database, &case.sql, Duration::from_secs(options.seconds)).await?;
        if round > 0 {
            spent += after.unwrap_or_default().saturating_sub(before.unwrap_or_default());
            answers += asked;
            ours.push(rate(asked, options.seconds));
            alone.push(rate(run, options.seconds));
        }
    }
    let (ours, alone) = (Rates(ours), Rates(alone));
    println!(
        "| {} | {} | {:.0} | {:.0} | {:.2} | {} and {} | {} | {} |",
        options.prospects,
        case.name,
        ours.median(),
        alone.median(),
        ours.median() / alone.median(),
        ours.spread(),
        alone.spread(),
        spent.as_micros() / u128::from(answers.max(1)),
        api.memory().await.unwrap_or_default() >> 20,
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a number of answers to print")]
fn rate(answers: u64, seconds: u64) -> f64 {
    answers as f64 / seconds as f64
}

/// Sends a request again and again on each connection; returns the number of responses.
async fn ask(host: &str, head: &str, during: Duration) -> anyhow::Result<u64> {
    let end = Instant::now() + during;
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (host, head) = (host.to_owned(), head.to_owned());
        connections.spawn(async move {
            let mut connection = TcpStream::connect(host).await?;
            connection.set_nodelay(true)?;
            let (mut answers, mut buffer) = (0, Vec::new());
            while Instant::now() < end {
                connection.write_all(head.as_bytes()).await?;
                read_answer(&mut connection, &mut buffer).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
    }
    sum(connections).await
}

/// Reads a whole response with status 200 and a `Content-Length` (RFC 9112 §6.3).
async fn read_answer(connection: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    buffer.clear();
    let mut expected = None;
    while expected.is_none_or(|length| buffer.len() < length) {
        ensure!(connection.read_buf(buffer).await? > 0, "the service closed the connection");
        if expected.is_none()
            && let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = std::str::from_utf8(&buffer[..end])?;
            ensure!(head.starts_with("HTTP/1.1 200"), "{head}");
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
            });
            expected = Some(end + 4 + length.context("no content-length")??);
        }
    }
    Ok(())
}

/// Runs a prepared statement again and again in each session; returns the number of results.
async fn run_alone(database: &Database, sql: &str, during: Duration) -> anyhow::Result<u64> {
    let mut sessions = JoinSet::new();
    let end = Instant::now() + during;
    for _ in 0..SESSIONS {
        let client = database.connect().await?;
        let sql = sql.to_owned();
        sessions.spawn(async move {
            let statement = client.prepare(&sql).await?;
            let mut results = 0;
            while Instant::now() < end {
                client.query(&statement, &[]).await?;
                results += 1;
            }
            anyhow::Ok(results)
        });
    }
    sum(sessions).await
}

async fn sum(mut tasks: JoinSet<anyhow::Result<u64>>) -> anyhow::Result<u64> {
    let mut all = 0;
    while let Some(done) = tasks.join_next().await {
        all += done??;
    }
    Ok(all)
}

impl Rates {
    fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// Returns the lowest and the highest rate.
    fn spread(&self) -> String {
        let lowest = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = self.0.iter().copied().fold(0.0, f64::max);
        format!("{lowest:.0}–{highest:.0}")
    }
}

//! Measures the live stream: the delay from a click to each of many clients, and the cost of clients that never read.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::Method;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::figures::{NONE, median, ms, percentile, ratio, rows as grouped};
use super::{Bench, email};

/// Number of clients that never read.
const DEAF: usize = 50;
/// Number of measured clicks of a series.
const ROUNDS: usize = 15;
/// Number of clicks before them.
const WARM_UP: usize = 3;
/// Number of clicks.
pub(super) const CLICKS: usize = WARM_UP + 2 * ROUNDS;
/// Number of streams opened at once.
const OPENED_AT_ONCE: usize = 32;
/// Time after which a missing event counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(20);
/// Pause between rounds, so that events of one do not reach the next.
const BETWEEN: Duration = Duration::from_millis(400);

/// Delays of a series of rounds.
struct Series {
    medians: Vec<Duration>,
    p99s: Vec<Duration>,
}

/// Measures the stream with so many clients.
pub(super) async fn measure(bench: &mut Bench, clients: usize) -> anyhow::Result<()> {
    eprintln!("measuring the live stream");
    ensure!(clients > DEAF, "more than {DEAF} clients are needed: as many never read");
    let n8n = bench.n8n()?;
    let deaf = never_read(bench).await?;
    let before = bench.api.memory().await;
    let (told, mut news) = mpsc::unbounded_channel();
    let mut pages = JoinSet::new();
    open(bench, clients - DEAF, &told, &mut pages).await?;
    let after = bench.api.memory().await;
    let people = i64::try_from(clients)?;
    println!("\nLive stream, {} clients of one process:\n", grouped(people));
    println!("| | median | p99 |");
    println!("|---|---|---|");
    if let (Some(before), Some(after)) = (before, after) {
        let each = after.saturating_sub(before) / u64::try_from(clients - DEAF)?;
        println!("| memory of a client, of {} MiB | {} kB | {NONE} |", after >> 20, each / 1_000);
    }
    rounds(bench, WARM_UP, clients - DEAF, &mut news).await?;
    let with = rounds(bench, ROUNDS, clients - DEAF, &mut news).await?;
    tell(&format!("from the click to the page, {DEAF} clients never read"), &with);
    drop(deaf);
    sleep(BETWEEN).await;
    let without = rounds(bench, ROUNDS, clients - DEAF, &mut news).await?;
    tell("from the click to the page, all clients read", &without);
    println!(
        "| ratio | {} | {} |",
        ratio(median(&with.medians), median(&without.medians)),
        ratio(median(&with.p99s), median(&without.p99s))
    );
    pages.shutdown().await;
    n8n.stop().await;
    Ok(())
}

fn tell(what: &str, series: &Series) {
    println!("| {what} | {} | {} |", ms(median(&series.medians)), ms(median(&series.p99s)));
}

/// Opens streams that are never read, then sends events until their buffers are full.
async fn never_read(bench: &Bench) -> anyhow::Result<Vec<TcpStream>> {
    let address = format!("127.0.0.1:{}", bench.setup.ports[0]).parse()?;
    let request = bench.clients.request(0, 0, Method::GET, "/api/notifications/flux").build()?;
    let cookie = request.headers().get("cookie").context("no cookie")?.to_str()?;
    let head = format!("GET /api/notifications/flux HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
    let mut deaf = Vec::new();
    for _ in 0..DEAF {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4_096)?;
        let mut stream = socket.connect(address).await?;
        stream.write_all(head.as_bytes()).await?;
        deaf.push(stream);
    }
    let sql = "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
        SELECT 'SYSTEM', 'ACTION_SUCCESS', 'BASSE', 'Mesure', repeat('long ', 4000), 'ADMIN', now()
        FROM generate_series(1, 400)";
    sleep(BETWEEN).await;
    bench.database.execute(sql).await?;
    // The service polls once a second for missed wake-ups.
    sleep(Duration::from_secs(3)).await;
    Ok(deaf)
}

async fn open(
    bench: &Bench,
    count: usize,
    told: &mpsc::UnboundedSender<Instant>,
    pages: &mut JoinSet<()>,
) -> anyhow::Result<()> {
    let turns = Arc::new(Semaphore::new(OPENED_AT_ONCE));
    let (opened, mut openings) = mpsc::unbounded_channel();
    for _ in 0..count {
        let (clients, turns) = (Arc::clone(&bench.clients), Arc::clone(&turns));
        let (told, opened) = (told.clone(), opened.clone());
        pages.spawn(async move {
            let turn = turns.acquire_owned().await;
            let stream = clients.open_stream(0, 0, None).await;
            drop(turn);
            let Ok(mut response) = stream else { return };
            let _ = opened.send(());
            drop(opened);
            // Each event comes in one chunk. Nothing else is done with it, to leave the two cores to the service.
            while let Ok(Some(bytes)) = response.chunk().await {
                if bytes.windows(19).any(|part| part == b"event: notification")
                    && told.send(Instant::now()).is_err()
                {
                    return;
                }
            }
        });
    }
    drop(opened);
    for opened in 0..count {
        openings.recv().await.with_context(|| format!("only {opened} streams opened"))?;
    }
    Ok(())
}

/// Sends one click per round; returns the delays of all clients.
async fn rounds(
    bench: &mut Bench,
    count: usize,
    pages: usize,
    news: &mut mpsc::UnboundedReceiver<Instant>,
) -> anyhow::Result<Series> {
    let mut series = Series { medians: Vec::new(), p99s: Vec::new() };
    for _ in 0..count {
        sleep(BETWEEN).await;
        while news.try_recv().is_ok() {}
        let (path, body) = email(&bench.prospect()?);
        let clicked = Instant::now();
        bench.clients.request(0, 0, Method::POST, &path).json(&body).send().await?;
        let mut delays = Vec::with_capacity(pages);
        while delays.len() < pages {
            match timeout_at(clicked + LOST_AFTER, news.recv()).await {
                Ok(Some(told)) => delays.push(told - clicked),
                _ => anyhow::bail!("{} pages of {pages} were not told", pages - delays.len()),
            }
        }
        series.medians.push(median(&delays));
        series.p99s.push(percentile(&delays, 99));
    }
    Ok(series)
}

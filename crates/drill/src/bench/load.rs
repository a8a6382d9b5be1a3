//! Sends requests and runs statements on some connections at once, and measures each answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Body, Request};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::figures::Rates;
use crate::database::Database;

/// Requests to one server, as bytes.
pub(super) struct Requests {
    address: String,
    messages: Vec<Vec<u8>>,
}

/// Statements of SQL.
#[derive(Debug, Clone)]
pub(super) enum Statements {
    /// Statements without parameters.
    Each(Vec<String>),
    /// A statement with one parameter, and the values of it.
    With(String, Vec<String>),
}

/// The end of a round.
#[derive(Debug, Clone, Copy)]
pub(super) enum Until {
    /// After this time; the requests come round again.
    Time(Duration),
    /// After each request was sent once.
    Once,
}

/// The answers of a round.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The time of each.
    pub(super) times: Vec<Duration>,
    /// The time of all.
    took: Duration,
}

impl Answers {
    /// Adds the rate of these answers.
    pub(super) fn count_in(&self, rates: &mut Rates) {
        rates.add(self.times.len(), self.took);
    }
}

impl Requests {
    /// Writes requests, which go to one server.
    pub(super) fn new(requests: &[Request]) -> anyhow::Result<Arc<Self>> {
        let url = requests.first().context("no request")?.url();
        let port = url.port_or_known_default().context("no port")?;
        let address = format!("{}:{port}", url.host_str().context("no host")?);
        let messages = requests.iter().map(|request| message(request, &address)).collect::<Result<_, _>>()?;
        Ok(Arc::new(Self { address, messages }))
    }
}

/// Returns the bytes of a request (RFC 9112).
fn message(request: &Request, host: &str) -> anyhow::Result<Vec<u8>> {
    let url = request.url();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let body = request.body().and_then(Body::as_bytes).unwrap_or_default();
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let field = |(name, value): (&HeaderName, &HeaderValue)| Ok(format!("{name}: {}\r\n", value.to_str()?));
    let fields: Vec<String> = request.headers().iter().map(field).collect::<anyhow::Result<_>>()?;
    let line = format!("{} {}{query} HTTP/1.1\r\nhost: {host}\r\n", request.method(), url.path());
    Ok([line.as_bytes(), fields.concat().as_bytes(), length.as_bytes(), b"\r\n", body].concat())
}

impl Statements {
    fn count(&self) -> usize {
        match self {
            Self::Each(texts) => texts.len(),
            Self::With(_, values) => values.len(),
        }
    }

    fn texts(&self) -> &[String] {
        match self {
            Self::Each(texts) => texts,
            Self::With(text, _) => std::slice::from_ref(text),
        }
    }
}

/// Hands out places of requests or statements until the end.
struct Turns {
    next: AtomicUsize,
    count: usize,
    end: Option<Instant>,
}

impl Turns {
    fn new(count: usize, until: Until) -> Arc<Self> {
        let end = match until {
            Until::Time(time) => Some(Instant::now() + time),
            Until::Once => None,
        };
        Arc::new(Self { next: AtomicUsize::new(0), count, end })
    }

    fn next(&self) -> Option<usize> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        match self.end {
            Some(end) => (Instant::now() < end).then(|| turn % self.count),
            None => (turn < self.count).then_some(turn),
        }
    }
}

/// Sends the requests on each connection, one after the other. Each must be answered with success.
pub(super) async fn ask(
    requests: &Arc<Requests>,
    connections: usize,
    until: Until,
) -> anyhow::Result<Answers> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        let connection = TcpStream::connect(&requests.address).await?;
        connection.set_nodelay(true)?;
        open.push(connection);
    }
    let (began, turns) = (Instant::now(), Turns::new(requests.messages.len(), until));
    let mut tasks = JoinSet::new();
    for mut connection in open {
        let (requests, turns) = (Arc::clone(requests), Arc::clone(&turns));
        tasks.spawn(async move {
            let (mut times, mut buffer) = (Vec::new(), Vec::new());
            while let Some(turn) = turns.next() {
                let sent = Instant::now();
                connection.write_all(&requests.messages[turn]).await?;
                read_answer(&mut connection, &mut buffer).await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    gather(tasks, began).await
}

/// Runs the statements in each session, one after the other. Each session prepares them before.
pub(super) async fn run(
    database: &Database,
    statements: &Statements,
    sessions: usize,
    until: Until,
) -> anyhow::Result<Answers> {
    let mut open = Vec::with_capacity(sessions);
    for _ in 0..sessions {
        let client = database.connect().await?;
        let mut prepared = Vec::new();
        for text in statements.texts() {
            prepared.push(client.prepare(text).await.with_context(|| text.clone())?);
        }
        open.push((client, prepared));
    }
    let (began, turns) = (Instant::now(), Turns::new(statements.count(), until));
    let statements = Arc::new(statements.clone());
    let mut tasks = JoinSet::new();
    for (client, prepared) in open {
        let (statements, turns) = (Arc::clone(&statements), Arc::clone(&turns));
        tasks.spawn(async move {
            let mut times = Vec::new();
            while let Some(turn) = turns.next() {
                let sent = Instant::now();
                match &*statements {
                    Statements::Each(_) => client.query(&prepared[turn], &[]).await?,
                    Statements::With(_, values) => client.query(&prepared[0], &[&values[turn]]).await?,
                };
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    gather(tasks, began).await
}

async fn gather(
    mut tasks: JoinSet<anyhow::Result<Vec<Duration>>>,
    began: Instant,
) -> anyhow::Result<Answers> {
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    Ok(Answers { times, took: began.elapsed() })
}

/// Reads a whole response of success with a `Content-Length` (RFC 9112 §6.3).
async fn read_answer(connection: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    buffer.clear();
    let mut expected = None;
    while expected.is_none_or(|length| buffer.len() < length) {
        ensure!(connection.read_buf(buffer).await? > 0, "the server closed the connection");
        if expected.is_none()
            && let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = std::str::from_utf8(&buffer[..end])?;
            ensure!(head.starts_with("HTTP/1.1 2"), "{head}");
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
            });
            expected = Some(end + 4 + length.context("no content-length")??);
        }
    }
    Ok(())
}

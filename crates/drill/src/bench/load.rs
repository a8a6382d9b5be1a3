//! Sends requests and runs statements on some connections at once, and measures each answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Body, Request};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_postgres::{Client, Statement};

use super::figures::Rates;
use super::threads::Threads;
use crate::database::Database;

/// Requests to one server, as bytes.
pub(super) struct Requests {
    address: String,
    messages: Vec<Vec<u8>>,
}

/// Sessions of the database with the same prepared statements.
pub(super) struct Sessions(Vec<Arc<Session>>);

struct Session {
    thread: Handle,
    client: Client,
    prepared: Vec<Statement>,
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

/// Hands out places of requests, statements or values until the end.
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
    threads: &Threads,
    requests: &Arc<Requests>,
    connections: usize,
    until: Until,
) -> anyhow::Result<Answers> {
    let mut open = Vec::with_capacity(connections);
    for thread in threads.share(connections) {
        let connection = thread.spawn(TcpStream::connect(requests.address.clone())).await??;
        connection.set_nodelay(true)?;
        open.push((thread, connection));
    }
    let (began, turns) = (Instant::now(), Turns::new(requests.messages.len(), until));
    let mut tasks = JoinSet::new();
    for (thread, mut connection) in open {
        let (requests, turns) = (Arc::clone(requests), Arc::clone(&turns));
        let asked = async move {
            let (mut times, mut buffer) = (Vec::new(), Vec::new());
            while let Some(turn) = turns.next() {
                let sent = Instant::now();
                connection.write_all(&requests.messages[turn]).await?;
                read_answer(&mut connection, &mut buffer).await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        };
        tasks.spawn_on(asked, thread);
    }
    gather(tasks, began).await
}

impl Sessions {
    /// Opens the sessions. They serve all rounds, because a new session is slower: its caches are empty.
    pub(super) async fn open(
        threads: &Threads,
        database: &Arc<Database>,
        statements: &[String],
        count: usize,
    ) -> anyhow::Result<Self> {
        let mut sessions = Vec::with_capacity(count);
        for thread in threads.share(count) {
            let database = Arc::clone(database);
            let client = thread.spawn(async move { database.connect().await }).await??;
            let mut prepared = Vec::with_capacity(statements.len());
            for text in statements {
                prepared.push(client.prepare(text).await.with_context(|| text.clone())?);
            }
            sessions.push(Arc::new(Session { thread: thread.clone(), client, prepared }));
        }
        Ok(Self(sessions))
    }

    /// Runs the statements in turn, or the first one with each of these values; each session one after the other.
    pub(super) async fn run(&self, values: Vec<String>, until: Until) -> anyhow::Result<Answers> {
        let statements = self.0.first().map_or(0, |session| session.prepared.len());
        let count = if values.is_empty() { statements } else { values.len() };
        let values = Arc::new(values);
        let (began, turns) = (Instant::now(), Turns::new(count, until));
        let mut tasks = JoinSet::new();
        for session in &self.0 {
            let (session, values, turns) = (Arc::clone(session), Arc::clone(&values), Arc::clone(&turns));
            let thread = session.thread.clone();
            let asked = async move {
                let Session { client, prepared, .. } = &*session;
                let mut times = Vec::new();
                while let Some(turn) = turns.next() {
                    let sent = Instant::now();
                    match values.get(turn) {
                        Some(value) => client.query(&prepared[0], &[value]).await?,
                        None => client.query(&prepared[turn], &[]).await?,
                    };
                    times.push(sent.elapsed());
                }
                anyhow::Ok(times)
            };
            tasks.spawn_on(asked, &thread);
        }
        gather(tasks, began).await
    }
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

/// Reads a whole response of success.
async fn read_answer(connection: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    let head = read_message(connection, buffer).await?.context("the server closed the connection")?;
    ensure!(head.starts_with("HTTP/1.1 2"), "{head}");
    Ok(())
}

/// Reads a whole message with a `Content-Length` (RFC 9112 §6.3) and returns its head; `None` when the other side closed
/// the connection before it.
pub(super) async fn read_message<'a>(
    connection: &mut TcpStream,
    buffer: &'a mut Vec<u8>,
) -> anyhow::Result<Option<&'a str>> {
    buffer.clear();
    let (mut head, mut expected) = (0, None);
    while expected.is_none_or(|length| buffer.len() < length) {
        if connection.read_buf(buffer).await? == 0 {
            ensure!(buffer.is_empty(), "the connection was closed within a message");
            return Ok(None);
        }
        if expected.is_none()
            && let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let length = std::str::from_utf8(&buffer[..end])?.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
            });
            head = end;
            expected = Some(end + 4 + length.context("no content-length")??);
        }
    }
    Ok(Some(std::str::from_utf8(&buffer[..head])?))
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    #[test]
    fn a_request_is_written_with_its_host_and_the_length_of_its_body() {
        let url = "http://127.0.0.1:8080/api/clics?de=élan".parse().unwrap();
        let mut click = Request::new(Method::POST, url);
        click.headers_mut().insert("origin", HeaderValue::from_static("moi"));
        *click.body_mut() = Some("{}".into());
        let written = message(&click, "127.0.0.1:8080").unwrap();
        let expected = "POST /api/clics?de=%C3%A9lan HTTP/1.1\r\nhost: 127.0.0.1:8080\r\norigin: moi\r\n\
            content-length: 2\r\n\r\n{}";
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn turns_come_round_until_the_end_or_once() {
        let once = Turns::new(2, Until::Once);
        assert_eq!([once.next(), once.next(), once.next()], [Some(0), Some(1), None]);
        let round = Turns::new(2, Until::Time(Duration::from_hours(1)));
        assert_eq!([round.next(), round.next(), round.next()], [Some(0), Some(1), Some(0)]);
        assert_eq!(Turns::new(2, Until::Time(Duration::ZERO)).next(), None);
    }
}

//! Clients that click: they alternate between two instances and repeat a request with its `Idempotency-Key` until it
//! is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::header::{COOKIE, HeaderMap, ORIGIN, RETRY_AFTER, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::fixtures::ADMINS;

/// Maximum response time: a request waits at most 30 s for a database connection.
const ANSWERED_WITHIN: Duration = Duration::from_secs(40);
/// Maximum total time of a click with all its attempts.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// Pause between two attempts.
const TRY_AGAIN: Duration = Duration::from_millis(150);

/// A complete response.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// True when it has a `Retry-After` header.
    pub(crate) retry_after: bool,
    /// JSON body; null when there is none.
    pub(crate) body: Value,
}

/// The outcome of an attempt.
pub(crate) enum Try {
    /// A response arrived.
    Answered(Answer),
    /// The connection was refused or broke, or no response arrived.
    CutOff,
}

/// Receives the outcome of each attempt.
pub(crate) trait Witness: Send + Sync {
    /// Called after each attempt; `what` describes the request.
    fn saw(&self, what: &str, outcome: &Try);
}

/// Logged-in people at two instances.
pub(crate) struct Clients {
    http: reqwest::Client,
    urls: Vec<String>,
    cookies: Vec<String>,
    turn: AtomicUsize,
    witness: Arc<dyn Witness>,
}

impl Clients {
    /// Logs all people in.
    pub(crate) async fn log_in(
        urls: Vec<String>,
        password: &str,
        witness: Arc<dyn Witness>,
    ) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        let mut cookies = Vec::new();
        for email in ADMINS {
            let request = http.post(format!("{}/api/auth/login", urls[0])).header(ORIGIN, &urls[0]);
            let answer = request.json(&json!({ "email": email, "motDePasse": password })).send().await?;
            cookies.push(cookie(answer.error_for_status()?.headers())?);
        }
        Ok(Self { http, urls, cookies, turn: AtomicUsize::new(0), witness })
    }

    /// Returns the next turn.
    pub(crate) fn next(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// Builds a person's request to the instance of a turn.
    pub(crate) fn request(&self, person: usize, turn: usize, method: Method, path: &str) -> RequestBuilder {
        let url = &self.urls[turn % self.urls.len()];
        let request = self.http.request(method, format!("{url}{path}")).header(ORIGIN, url);
        request.header(COOKIE, &self.cookies[person % self.cookies.len()])
    }

    /// Sends a click, again with its key and to the other instance until the response is not a 503.
    pub(crate) async fn click(
        &self,
        person: usize,
        key: &str,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let send = |turn| {
            let request = self.request(person, turn, Method::POST, path);
            request.header("idempotency-key", key).json(body)
        };
        self.insist(path, send).await.with_context(|| format!("click {key}"))
    }

    /// Reads a resource, with repetitions as for a click.
    pub(crate) async fn read(&self, person: usize, path: &str) -> anyhow::Result<Value> {
        let answer = self.insist(path, |turn| self.request(person, turn, Method::GET, path)).await?;
        if answer.status != 200 {
            bail!("{path}: {} {}", answer.status, answer.body);
        }
        Ok(answer.body)
    }

    async fn insist(&self, what: &str, send: impl Fn(usize) -> RequestBuilder) -> anyhow::Result<Answer> {
        let began = Instant::now();
        let mut turn = self.next();
        while began.elapsed() < PATIENCE {
            let outcome = attempt(send(turn).timeout(ANSWERED_WITHIN)).await;
            self.witness.saw(what, &outcome);
            match outcome {
                Try::Answered(answer) if answer.status != 503 => return Ok(answer),
                _ => sleep(TRY_AGAIN).await,
            }
            turn += 1;
        }
        bail!("{what}: no answer within {} s, however often it was asked", PATIENCE.as_secs())
    }

    /// Opens a stream after the notification `last`, on the instance of this turn.
    pub(crate) async fn open_stream(
        &self,
        person: usize,
        turn: usize,
        last: Option<i64>,
    ) -> Result<reqwest::Response, Try> {
        let mut request = self.request(person, turn, Method::GET, "/api/notifications/flux");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let opened = tokio::time::timeout(ANSWERED_WITHIN, request.send()).await;
        match opened {
            Ok(Ok(response)) if response.status() == 200 => Ok(response),
            Ok(Ok(response)) => {
                let outcome = answer(response).await;
                self.witness.saw("the live stream", &outcome);
                Err(outcome)
            }
            _ => Err(Try::CutOff),
        }
    }
}

/// Sends a request and reads the whole response.
pub(crate) async fn attempt(request: RequestBuilder) -> Try {
    match request.send().await {
        Ok(response) => answer(response).await,
        Err(_) => Try::CutOff,
    }
}

async fn answer(response: reqwest::Response) -> Try {
    let status = response.status().as_u16();
    let retry_after = response.headers().contains_key(RETRY_AFTER);
    match response.bytes().await {
        Ok(bytes) => {
            let body = serde_json::from_slice(&bytes).unwrap_or_default();
            Try::Answered(Answer { status, retry_after, body })
        }
        Err(_) => Try::CutOff,
    }
}

fn cookie(headers: &HeaderMap) -> anyhow::Result<String> {
    let set = headers.get(SET_COOKIE).context("no cookie")?.to_str()?;
    Ok(set.split(';').next().unwrap_or_default().to_owned())
}

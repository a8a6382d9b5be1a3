//! Calls n8n's webhooks and classifies the outcome.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::Signer;
use crate::clock::Stopwatch;
use crate::config::Config;
use crate::secrets::Mask;

/// Maximum number of bytes read from n8n's response.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Name of the service in its calls.
const USER_AGENT: &str = concat!("admissions/", env!("CARGO_PKG_VERSION"));

/// HTTP client for n8n's webhooks.
#[derive(Clone)]
pub struct N8nClient {
    pub(super) http: reqwest::Client,
    pub(super) base: Url,
    /// Timeout of a call.
    pub(super) timeout: Duration,
    pub(super) mask: Mask,
    api_key: SecretString,
    signer: Option<Signer>,
    /// URL at which n8n reports the end of an action.
    pub url_rappel: Arc<str>,
}

/// A call and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Outcome of the call.
    pub outcome: Outcome,
    /// HTTP status; `None` when there was no response.
    pub status: Option<u16>,
    /// Duration of the call.
    pub duration: Duration,
}

/// The outcome of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// n8n accepted the call: 2xx with JSON.
    Delivered {
        /// Identifier of the execution, when the workflow returns it.
        execution_id: Option<String>,
    },
    /// A temporary failure: network errors, 404, 408, 425, 429, 5xx, and 2xx without JSON (n8n is starting).
    Retry {
        /// Reason, in French.
        reason: String,
        /// Minimum delay that n8n requests.
        after: Option<Duration>,
    },
    /// A permanent failure: another 4xx.
    Refused {
        /// Reason, in French.
        reason: String,
    },
}

/// The reachability of n8n, as a call shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach<'a> {
    /// n8n answers, and accepts or refuses the call.
    Answers,
    /// n8n answers that it is overloaded (429).
    Busy,
    /// n8n does not answer, or reports that it cannot; the reason is in French.
    Away(&'a str),
}

impl Attempt {
    /// Returns the reachability of n8n.
    pub fn reach(&self) -> Reach<'_> {
        match &self.outcome {
            Outcome::Delivered { .. } | Outcome::Refused { .. } => Reach::Answers,
            Outcome::Retry { .. } if self.status == Some(StatusCode::TOO_MANY_REQUESTS.as_u16()) => {
                Reach::Busy
            }
            Outcome::Retry { reason, .. } => Reach::Away(reason),
        }
    }
}

impl N8nClient {
    /// Creates a client for the configured n8n only: redirects are not followed.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        // Sets the process-wide default; a second installation, as in tests, is not an error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .no_proxy()
            .timeout(config.actions.timeout)
            .build()
            .context("HTTP client")?;
        let url_rappel = join(&config.http.public_url, "api/prospects/conversion-complete");
        let signer = Signer::of(&config.n8n);
        Ok(Self {
            http,
            base: config.n8n.webhook_base_url.clone(),
            timeout: config.actions.timeout,
            mask: Mask::new(config),
            api_key: config.n8n.api_key.clone(),
            signer: signer.context("N8N_WEBHOOK_SECRET")?,
            url_rappel: url_rappel.as_str().into(),
        })
    }

    /// Posts `body` to the webhook at `path`. Retries carry one `webhook_id`, so that n8n can drop duplicates.
    pub async fn call(&self, path: &str, webhook_id: &str, now: DateTime<Utc>, body: &Value) -> Attempt {
        let started = Stopwatch::start();
        let (outcome, status) = match self.send(path, webhook_id, now, body).await {
            Ok(response) => {
                let status = response.status();
                (read(response, &self.mask, now + started.elapsed()).await, Some(status.as_u16()))
            }
            Err(error) => (Outcome::Retry { reason: unreachable(&error), after: None }, None),
        };
        Attempt { outcome, status, duration: started.elapsed() }
    }

    async fn send(
        &self,
        path: &str,
        webhook_id: &str,
        now: DateTime<Utc>,
        body: &Value,
    ) -> anyhow::Result<Response> {
        Ok(self.prepare(path, webhook_id, now, body)?.send().await?)
    }

    /// Builds a signed request with the key.
    pub(super) fn prepare(
        &self,
        path: &str,
        webhook_id: &str,
        now: DateTime<Utc>,
        body: &Value,
    ) -> anyhow::Result<RequestBuilder> {
        let bytes = serde_json::to_vec(body)?;
        let mut request = self
            .http
            .post(join(&self.base, path))
            .header(CONTENT_TYPE, "application/json")
            .header("x-api-key", self.api_key.expose_secret())
            .header("webhook-id", webhook_id)
            .header("webhook-timestamp", now.timestamp());
        if let Some(signer) = &self.signer {
            request = request.header("webhook-signature", signer.sign(webhook_id, now, &bytes)?);
        }
        Ok(request.body(bytes))
    }
}

/// Joins `base` and `path`, with or without a slash at the end of the base.
pub(super) fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}

/// Classifies a response: only a 2xx with JSON is a delivery.
async fn read(response: Response, mask: &Mask, now: DateTime<Utc>) -> Outcome {
    let status = response.status();
    let after = retry_after(&response, now);
    if status.is_success() {
        return match json_answer(response, mask).await {
            Some(answer) => Outcome::Delivered { execution_id: answer.get("executionId").and_then(text_of) },
            None => Outcome::Retry {
                reason: format!("n8n a répondu {} sans JSON : il démarre sans doute", status.as_u16()),
                after,
            },
        };
    }
    let transient = matches!(
        status,
        StatusCode::NOT_FOUND
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS
    );
    let reason = format!("n8n a répondu HTTP {}", status.as_u16());
    if transient || !status.is_client_error() {
        Outcome::Retry { reason, after }
    } else {
        Outcome::Refused { reason }
    }
}

/// Returns the JSON of a response with its secrets masked; `None` when it is not JSON. A longer one than the limit is
/// taken for JSON by its content type, but not read to its end: it becomes null.
pub(super) async fn json_answer(mut response: Response, mask: &Mask) -> Option<Value> {
    let header =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !header.to_ascii_lowercase().contains("json") {
        return None;
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            return Some(Value::Null);
        }
    }
    serde_json::from_slice(&body).ok().map(|answer| mask.json(answer))
}

/// Converts an identifier of n8n, a text or a number.
pub(super) fn text_of(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.chars().take(200).collect()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn retry_after(response: &Response, now: DateTime<Utc>) -> Option<Duration> {
    wait_of(response.headers().get(RETRY_AFTER)?.to_str().ok()?, now)
}

/// Parses a `Retry-After` of seconds or a date (RFC 9110 §10.2.3).
fn wait_of(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::<Utc>::from(httpdate::parse_http_date(text).ok()?);
    (date - now).to_std().ok()
}

/// Explains a missing response by its innermost cause; reqwest's own text would reveal the URL.
pub(super) fn unreachable(error: &anyhow::Error) -> String {
    match error.downcast_ref::<reqwest::Error>() {
        Some(error) if error.is_timeout() => "n8n n’a pas répondu à temps".to_owned(),
        Some(error) if error.is_connect() => format!("n8n est injoignable ({})", innermost(error)),
        Some(error) => format!("l’échange avec n8n a été interrompu ({})", innermost(error)),
        None => format!("l’appel n’a pas pu être préparé ({error})"),
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: Option<&dyn std::error::Error> = error.source();
    let mut text = String::from("sans réponse");
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_from_seconds_and_from_a_date_by_the_clock_of_the_service() {
        let now: DateTime<Utc> = "1994-11-06T08:49:07Z".parse().unwrap();
        assert_eq!(wait_of(" 120 ", now), Some(Duration::from_mins(2)));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(30)));
        for none in ["Sun, 06 Nov 1994 08:48:37 GMT", "soon", "-1", ""] {
            assert_eq!(wait_of(none, now), None, "{none}");
        }
    }
}

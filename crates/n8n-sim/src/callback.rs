//! Posts callbacks to the service, with the retries of n8n's HTTP Request node.

use std::time::Duration;

use chrono::Utc;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::journal::{Callback, CallbackKind, Journal};

/// Last suffix tried for a taken file number, from `-2` on.
const LAST_SUFFIX: u32 = 99;

/// Maximum size of a body stored unchanged in the journal, in bytes.
const KEPT_BODY: usize = 64 * 1024;

/// Timeout of a callback.
const TIMEOUT: Duration = Duration::from_secs(30);

/// HTTP client for callbacks.
pub(crate) struct Poster {
    client: Client,
    api_key: SecretString,
    retry_delay: Duration,
    tries: u32,
}

/// The callback URLs of a service.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) id_conversion: i64,
    complete: Url,
    progress: Url,
}

impl Target {
    /// Builds the URLs from `urlRappel`; the error text is meant for the journal.
    pub(crate) fn new(id_conversion: i64, url_rappel: &str) -> Result<Self, String> {
        let complete = Url::parse(url_rappel).map_err(|error| format!("urlRappel: {error}"))?;
        let progress = complete.join("conversion-progress").map_err(|error| format!("urlRappel: {error}"))?;
        Ok(Self { id_conversion, complete, progress })
    }
}

/// The service's response to one attempt.
struct Reply {
    status: Option<StatusCode>,
    body: Value,
    /// True when the body is empty or JSON: n8n counts an unparsable 200 as a failure.
    readable: bool,
}

impl Reply {
    fn accepted(&self) -> bool {
        self.readable && self.status.is_some_and(|status| status.is_success())
    }

    fn says_number_taken(&self) -> bool {
        self.status == Some(StatusCode::CONFLICT) && self.body["code"] == "NUMERO_DOSSIER_PRIS"
    }
}

impl Poster {
    /// Installs the *ring* provider if the process has none, because the client has no default.
    pub(crate) fn new(api_key: SecretString, retry_delay: Duration, tries: u32) -> reqwest::Result<Self> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error means that another thread has already installed a provider.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        // The service is local, so proxies of the environment do not apply.
        let client = Client::builder().no_proxy().timeout(TIMEOUT).user_agent("n8n-sim").build()?;
        Ok(Self { client, api_key, retry_delay, tries })
    }

    /// Reports a step once; a workflow continues when that fails.
    pub(crate) async fn progress(&self, journal: &Journal, target: &Target, step: &str, percentage: u8) {
        let body = json!({ "idConversion": target.id_conversion, "etape": step, "pourcentage": percentage });
        self.post(journal, target, CallbackKind::Progress, 1, body.to_string()).await;
    }

    /// Posts a result until it is accepted or the attempts are used up; the callback is then lost, as in n8n.
    pub(crate) async fn complete(&self, journal: &Journal, target: &Target, body: &Value) {
        self.retry(journal, target, |_| body.to_string()).await;
    }

    /// Posts a result with a generated file number: when it is taken, `-2`, `-3`… are tried at once.
    pub(crate) async fn complete_numbered(&self, journal: &Journal, target: &Target, body: &Value) {
        let number = body["numeroDossier"].as_str().unwrap_or_default();
        self.retry(journal, target, |suffix| {
            let mut body = body.clone();
            if suffix > 1 {
                body["numeroDossier"] = json!(format!("{number}-{suffix}"));
            }
            body.to_string()
        })
        .await;
    }

    /// Posts a raw text once.
    pub(crate) async fn complete_raw(&self, journal: &Journal, target: &Target, text: String) {
        self.post(journal, target, CallbackKind::Complete, 1, text).await;
    }

    async fn retry(&self, journal: &Journal, target: &Target, body: impl Fn(u32) -> String) {
        let mut attempt = 1;
        let mut suffix = 1;
        loop {
            let text = body(suffix);
            let reply = self.post(journal, target, CallbackKind::Complete, attempt, text.clone()).await;
            if reply.accepted() {
                return;
            }
            if reply.says_number_taken() && suffix < LAST_SUFFIX && body(suffix + 1) != text {
                suffix += 1;
                continue;
            }
            if attempt >= self.tries {
                tracing::warn!(id_conversion = target.id_conversion, attempt, "callback lost");
                return;
            }
            attempt += 1;
            tokio::time::sleep(self.retry_delay).await;
        }
    }

    async fn post(
        &self,
        journal: &Journal,
        target: &Target,
        kind: CallbackKind,
        attempt: u32,
        body: String,
    ) -> Reply {
        let url = match kind {
            CallbackKind::Progress => &target.progress,
            CallbackKind::Complete => &target.complete,
        };
        let sent_at = Utc::now();
        let kept = kept_body(&body);
        let sent = self.send(url.clone(), body).await;
        let (reply, error) = match sent {
            Ok(reply) => (reply, None),
            Err(error) => {
                (Reply { status: None, body: Value::Null, readable: false }, Some(error_text(&error)))
            }
        };
        let status = reply.status.map(|status| status.as_u16());
        tracing::info!(id_conversion = target.id_conversion, ?kind, attempt, ?status, error, "callback");
        journal.add_callback(Callback {
            seq: 0,
            kind,
            id_conversion: target.id_conversion,
            attempt,
            url: url.to_string(),
            sent_at,
            answered_at: Utc::now(),
            body: kept,
            status,
            answer: reply.body.clone(),
            error,
        });
        reply
    }

    async fn send(&self, url: Url, body: String) -> reqwest::Result<Reply> {
        let response = self
            .client
            .post(url)
            .header("X-API-Key", self.api_key.expose_secret())
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .send()
            .await?;
        let status = response.status();
        let text = response.text().await?;
        let (body, readable) = match serde_json::from_str(&text) {
            Ok(json) => (json, true),
            Err(_) if text.is_empty() => (Value::Null, true),
            Err(_) => (Value::String(text), false),
        };
        Ok(Reply { status: Some(status), body, readable })
    }
}

/// Formats an error with its causes: reqwest alone prints "error sending request".
fn error_text(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Converts a body for the journal: JSON, or a text when it does not parse or is too long.
fn kept_body(body: &str) -> Value {
    if body.len() > KEPT_BODY {
        let beginning: String = body.chars().take(200).collect();
        return Value::String(format!("{beginning}… ({} bytes)", body.len()));
    }
    serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()))
}

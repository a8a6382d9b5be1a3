//! Calls n8n's webhooks, as the service does or with deliberate mistakes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use standardwebhooks::Webhook;

use crate::Setup;

/// Maximum response time; n8n answers before the workflow runs.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// Signs and sends calls.
pub(crate) struct Caller {
    http: reqwest::Client,
    base: String,
    key: String,
    signer: Webhook,
}

/// A call, possibly with deliberate mistakes.
pub(crate) struct Call<'a> {
    pub(crate) path: &'a str,
    pub(crate) id: &'a str,
    pub(crate) body: &'a str,
    /// A wrong key to send instead.
    pub(crate) key: Option<&'a str>,
    /// A wrong signature to send instead.
    pub(crate) signature: Option<&'a str>,
    /// Age of the signature, in seconds.
    pub(crate) age: i64,
}

impl<'a> Call<'a> {
    /// Creates a call without mistakes.
    pub(crate) fn new(path: &'a str, id: &'a str, body: &'a str) -> Self {
        Self { path, id, body, key: None, signature: None, age: 0 }
    }
}

/// Status and JSON body; null when the body is not JSON.
pub(crate) type Answer = (u16, Value);

impl Caller {
    pub(crate) fn new(setup: &Setup) -> anyhow::Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder().no_proxy().timeout(ANSWERED_WITHIN).build()?,
            base: format!("{}/webhook", setup.url(3)),
            key: setup.n8n_api_key.clone(),
            signer: Webhook::new(&setup.n8n_webhook_secret).context("N8N_WEBHOOK_SECRET")?,
        })
    }

    pub(crate) async fn send(&self, call: Call<'_>) -> anyhow::Result<Answer> {
        answer(self.request(&call)?).await
    }

    /// Signs a call.
    pub(crate) fn request(&self, call: &Call<'_>) -> anyhow::Result<RequestBuilder> {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
        let timestamp = now - call.age;
        let signature = self.signer.sign(call.id, timestamp, call.body.as_bytes())?;
        Ok(self
            .http
            .post(format!("{}/prospect/{}", self.base, call.path))
            .header(CONTENT_TYPE, "application/json")
            .header("x-api-key", call.key.unwrap_or(&self.key))
            .header("webhook-id", call.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", call.signature.unwrap_or(&signature))
            .body(call.body.to_owned()))
    }

    /// Sends a form, as the school's site does.
    pub(crate) async fn form(&self, key: &str, form: &Value) -> anyhow::Result<Answer> {
        let request = self.http.post(format!("{}/admissions/formulaire", self.base));
        answer(request.header("x-formulaire-cle", key).json(form)).await
    }
}

async fn answer(request: RequestBuilder) -> anyhow::Result<Answer> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    Ok((status, serde_json::from_slice(&response.bytes().await?).unwrap_or_default()))
}

//! Configuration of n8n.

use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use standardwebhooks::Webhook;

use super::{ConfigError, Source};

/// Minimum length of a signature secret, in bytes (Standard Webhooks, « Signature scheme »).
const SHORTEST_SECRET: usize = 24;

/// Settings of the calls to and from n8n.
#[derive(Debug, Clone)]
pub struct N8nConfig {
    /// `N8N_WEBHOOK_BASE_URL`, required: base URL of the webhooks. It ends in `/webhook` on a real n8n.
    pub webhook_base_url: Url,
    /// `N8N_API_KEY`, required: key that the service sends with webhooks and expects in callbacks.
    pub api_key: SecretString,
    /// `N8N_API_KEY_PRECEDENTE`, no default: former key, also accepted during a rotation.
    pub previous_api_key: Option<SecretString>,
    /// `N8N_WEBHOOK_SECRET`, no default: secret that signs webhooks (Standard Webhooks, `whsec_…`).
    pub webhook_secret: Option<SecretString>,
    /// `N8N_WEBHOOK_SECRET_PRECEDENT`, no default: former secret, which also signs and is also accepted during a
    /// rotation.
    pub previous_webhook_secret: Option<SecretString>,
    /// `CANARI_INTERVAL_S`, default 300: seconds between two automatic canaris of a workflow; 0 disables them.
    pub canari_interval: Duration,
}

impl N8nConfig {
    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let hint = "serve needs n8n; `make run` starts a stand-in";
        let variable = "N8N_WEBHOOK_BASE_URL";
        source.required(variable, hint)?;
        let webhook_base_url = source
            .http_url(variable)?
            .ok_or_else(|| ConfigError { variable, reason: "is not set".to_owned() })?;
        let (secret, former) = ("N8N_WEBHOOK_SECRET", "N8N_WEBHOOK_SECRET_PRECEDENT");
        Ok(Self {
            webhook_base_url,
            api_key: source.required_key("N8N_API_KEY", hint)?,
            previous_api_key: source.former_key("N8N_API_KEY_PRECEDENTE")?,
            webhook_secret: signing_secret(secret, source.secret(secret)?)?,
            previous_webhook_secret: signing_secret(former, source.former_secret(former)?)?,
            canari_interval: Duration::from_secs(source.number("CANARI_INTERVAL_S", 300, 0, 86_400)?),
        })
    }

    /// Returns a warning when the webhook URL does not end in `/webhook`. The n8n of a school can use another path.
    pub fn lacks_webhook_path(&self) -> Option<&'static str> {
        let path = self.webhook_base_url.path().trim_end_matches('/');
        (!path.ends_with("/webhook")).then_some(
            "N8N_WEBHOOK_BASE_URL does not end in /webhook: on n8n it does, unless N8N_ENDPOINT_WEBHOOK says otherwise",
        )
    }
}

fn signing_secret(
    variable: &'static str,
    secret: Option<SecretString>,
) -> Result<Option<SecretString>, ConfigError> {
    let is_long = |secret| secret_length(secret).is_some_and(|bytes| bytes >= SHORTEST_SECRET);
    if secret.as_ref().is_none_or(is_long) {
        return Ok(secret);
    }
    let reason = format!(
        "expected whsec_ followed by the base64 of at least {SHORTEST_SECRET} bytes (Standard Webhooks)"
    );
    Err(ConfigError { variable, reason })
}

/// Returns the number of bytes of a secret (`whsec_` and base64), or `None` for any other text.
fn secret_length(secret: &SecretString) -> Option<usize> {
    let secret = secret.expose_secret();
    Webhook::new(secret).ok()?;
    let digits = secret.strip_prefix("whsec_").unwrap_or(secret).trim_end_matches('=').len();
    Some(digits * 3 / 4)
}

//! Signature of our webhooks by the Standard Webhooks specification (standardwebhooks.com).

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{Webhook, WebhookError};

/// Signs bodies with the shared secret.
#[derive(Clone)]
pub struct Signer(Arc<Webhook>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// Takes the secret, `whsec_` and base64.
    pub fn new(secret: &SecretString) -> Result<Self, WebhookError> {
        Webhook::new(secret.expose_secret()).map(|webhook| Self(Arc::new(webhook)))
    }

    /// The value of `webhook-signature`.
    pub fn sign(&self, webhook_id: &str, at: DateTime<Utc>, body: &[u8]) -> Result<String, WebhookError> {
        self.0.sign(webhook_id, at.timestamp(), body)
    }
}

//! Signatures of our webhooks and of n8n's callbacks by the Standard Webhooks specification (standardwebhooks.com).

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{Webhook, WebhookError};
use subtle::ConstantTimeEq;

/// How far from the present a signature is still good.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A message with the headers that sign it.
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one signature or more, separated by blanks.
    pub signatures: &'a str,
    /// The bytes of the body, as they came.
    pub body: &'a [u8],
}

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
    /// Whether a message is signed with the secret, now. The crate's own verification knows the machine's clock alone.
    pub fn verify(&self, message: &Signed<'_>, now: DateTime<Utc>) -> bool {
        let at = message.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let Some(at) = at.filter(|at| !message.id.is_empty() && (now - *at).abs() <= TOLERANCE) else {
            return false;
        };
        let expected = self.sign(message.id, at, message.body);
        expected.is_ok_and(|expected| {
            message.signatures.split(' ').any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into())
        })
    }
}

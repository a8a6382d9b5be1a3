//! Signatures of our webhooks and of n8n's callbacks by the Standard Webhooks specification (standardwebhooks.com).

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{Webhook, WebhookError};
use subtle::ConstantTimeEq;

use crate::config::N8nConfig;

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

/// Signs bodies with the shared secret; with the former one as well during a rotation.
#[derive(Clone)]
pub struct Signer(Arc<[Webhook]>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// Takes the secrets, `whsec_` and base64, the present one first.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Result<Self, WebhookError> {
        secrets
            .into_iter()
            .map(|secret| Webhook::new(secret.expose_secret()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The signer of a configuration; none without a secret.
    pub fn of(config: &N8nConfig) -> Result<Option<Self>, WebhookError> {
        let secrets = config.webhook_secret.iter().chain(&config.previous_webhook_secret);
        config.webhook_secret.as_ref().map(|_| Self::new(secrets)).transpose()
    }

    /// The value of `webhook-signature`: a signature by each secret. Who receives it takes any that it knows.
    pub fn sign(&self, webhook_id: &str, at: DateTime<Utc>, body: &[u8]) -> Result<String, WebhookError> {
        let signatures = self.0.iter().map(|webhook| webhook.sign(webhook_id, at.timestamp(), body));
        Ok(signatures.collect::<Result<Vec<_>, _>>()?.join(" "))
    }

    /// Whether a message is signed with a secret, now. The crate's own verification knows the machine's clock alone.
    pub fn verify(&self, message: &Signed<'_>, now: DateTime<Utc>) -> bool {
        let at = message.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let Some(at) = at.filter(|at| !message.id.is_empty() && (now - *at).abs() <= TOLERANCE) else {
            return false;
        };
        self.0.iter().filter_map(|webhook| webhook.sign(message.id, at.timestamp(), message.body).ok()).any(
            |expected| {
                let given = message.signatures.split(' ');
                given.fold(false, |found, given| {
                    bool::from(given.as_bytes().ct_eq(expected.as_bytes())) | found
                })
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SECOND: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    fn signer(secrets: &[&str]) -> Signer {
        let secrets: Vec<SecretString> = secrets.iter().map(|secret| (*secret).into()).collect();
        Signer::new(&secrets).unwrap()
    }

    #[test]
    fn during_a_rotation_each_side_takes_what_the_other_knows() {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let is_taken = |from: &[&str], by: &[&str]| {
            let signatures = signer(from).sign("conv_1", at, b"{}").unwrap();
            let message = Signed { id: "conv_1", timestamp: "0", signatures: &signatures, body: b"{}" };
            signer(by).verify(&message, at)
        };
        assert!(is_taken(&[SECOND, FIRST], &[FIRST]) && is_taken(&[SECOND, FIRST], &[SECOND]));
        assert!(is_taken(&[FIRST], &[SECOND, FIRST]) && is_taken(&[SECOND], &[SECOND, FIRST]));
        assert!(!is_taken(&[FIRST], &[SECOND]));
    }
}

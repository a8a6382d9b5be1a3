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

/// Why a signed message is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its time is missing, or too far from the present.
    Stale,
    /// No secret of ours made its signature.
    Unsigned,
}

/// Beginnings of the `webhook-id` of what we send.
const OWN_IDS: [&str; 2] = ["conv_", "canari_"];

/// Tells whether a `webhook-id` is one of our own webhooks, whose signature comes from the shared secret as well.
pub fn is_own_id(webhook_id: &str) -> bool {
    OWN_IDS.iter().any(|prefix| webhook_id.starts_with(prefix))
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

    /// Checks that a message is signed with a secret, now. The crate's own verification knows the machine's clock alone.
    ///
    /// # Errors
    /// The reason to refuse it.
    pub fn verify(&self, message: &Signed<'_>, now: DateTime<Utc>) -> Result<(), Refusal> {
        let at = message.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let at = at.filter(|at| (now - *at).abs() <= TOLERANCE).ok_or(Refusal::Stale)?;
        let is_signed = !message.id.is_empty() && self.is_signed(message, at);
        if is_signed { Ok(()) } else { Err(Refusal::Unsigned) }
    }

    fn is_signed(&self, message: &Signed<'_>, at: DateTime<Utc>) -> bool {
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
            signer(by).verify(&message, at).is_ok()
        };
        assert!(is_taken(&[SECOND, FIRST], &[FIRST]) && is_taken(&[SECOND, FIRST], &[SECOND]));
        assert!(is_taken(&[FIRST], &[SECOND, FIRST]) && is_taken(&[SECOND], &[SECOND, FIRST]));
        assert!(!is_taken(&[FIRST], &[SECOND]));
    }
}

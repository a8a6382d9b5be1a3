//! Signs our webhooks and verifies n8n's messages by the Standard Webhooks specification (standardwebhooks.com).

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{Webhook, WebhookError};
use subtle::ConstantTimeEq;

use crate::config::N8nConfig;

/// Maximum age of a signature, and maximum time ahead.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A message with its signature headers.
pub struct Signed<'a> {
    /// Header `webhook-id`.
    pub id: &'a str,
    /// Header `webhook-timestamp`, in seconds since 1970.
    pub timestamp: &'a str,
    /// Header `webhook-signature`: one or more signatures, separated by spaces.
    pub signatures: &'a str,
    /// Raw bytes of the body.
    pub body: &'a [u8],
}

/// The reason to refuse a signed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The timestamp is missing or too far from now.
    Stale,
    /// No known secret made the signature.
    Unsigned,
}

/// Prefixes of the `webhook-id` of our own messages.
const OWN_IDS: [&str; 2] = ["conv_", "canari_"];

/// Returns true for a `webhook-id` of our own webhooks, whose signature also comes from the shared secret.
pub fn is_own_id(webhook_id: &str) -> bool {
    OWN_IDS.iter().any(|prefix| webhook_id.starts_with(prefix))
}

/// Signs bodies with the shared secret, and also with the former one during a rotation.
#[derive(Clone)]
pub struct Signer(Arc<[Webhook]>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// Creates a signer from secrets (`whsec_` and base64), the current one first.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Result<Self, WebhookError> {
        secrets
            .into_iter()
            .map(|secret| Webhook::new(secret.expose_secret()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Creates the signer of a configuration; `None` without a secret.
    pub fn of(config: &N8nConfig) -> Result<Option<Self>, WebhookError> {
        let secrets = config.webhook_secret.iter().chain(&config.previous_webhook_secret);
        config.webhook_secret.as_ref().map(|_| Self::new(secrets)).transpose()
    }

    /// Returns the value of `webhook-signature`: one signature per secret. The receiver accepts any that it knows.
    pub fn sign(&self, webhook_id: &str, at: DateTime<Utc>, body: &[u8]) -> Result<String, WebhookError> {
        let signatures = self.0.iter().map(|webhook| webhook.sign(webhook_id, at.timestamp(), body));
        Ok(signatures.collect::<Result<Vec<_>, _>>()?.join(" "))
    }

    /// Verifies the signature and the timestamp of a message. The crate's own verification only uses the machine's
    /// clock.
    ///
    /// # Errors
    /// The reason of the refusal.
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
    use std::collections::HashMap;

    use serde::Deserialize;

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

    /// A test vector of the samples for receivers.
    #[derive(Deserialize)]
    struct Vector {
        name: String,
        signers: Vec<String>,
        secret: String,
        headers: HashMap<String, String>,
        body: String,
        now: i64,
        accepted: bool,
    }

    impl Vector {
        fn message(&self) -> Signed<'_> {
            Signed {
                id: &self.headers["webhook-id"],
                timestamp: &self.headers["webhook-timestamp"],
                signatures: &self.headers["webhook-signature"],
                body: self.body.as_bytes(),
            }
        }
    }

    fn vectors() -> Vec<Vector> {
        #[derive(Deserialize)]
        struct File {
            vectors: Vec<Vector>,
        }
        let file = include_str!("../../../../n8n/samples/vectors.json");
        serde_json::from_str::<File>(file).unwrap().vectors
    }

    #[test]
    fn the_accepted_test_vectors_of_the_samples_hold_our_own_signatures() {
        let accepted: Vec<_> = vectors().into_iter().filter(|vector| vector.accepted).collect();
        assert!(accepted.iter().any(|vector| vector.signers.len() == 2), "a rotation");
        for vector in accepted {
            let secrets: Vec<_> = vector.signers.iter().map(String::as_str).collect();
            let Signed { id, timestamp, signatures, body } = vector.message();
            let at = DateTime::from_timestamp(timestamp.parse().unwrap(), 0).unwrap();
            assert_eq!(signer(&secrets).sign(id, at, body).unwrap(), signatures, "{}", vector.name);
        }
    }

    #[test]
    fn our_own_verification_decides_each_test_vector_of_the_samples_as_they_must() {
        for vector in vectors().iter().filter(|vector| !vector.signers.is_empty()) {
            let now = DateTime::from_timestamp(vector.now, 0).unwrap();
            let decision = signer(&[&vector.secret]).verify(&vector.message(), now);
            assert_eq!(decision.is_ok(), vector.accepted, "{}: {decision:?}", vector.name);
        }
    }

    #[test]
    fn the_example_of_the_api_description_is_a_test_vector() {
        let example = &vectors()[0];
        let description = include_str!("../openapi/description.md");
        for part in [&example.secret, &example.body, &example.headers["webhook-signature"]] {
            assert!(description.contains(part.as_str()), "{part}");
        }
    }
}

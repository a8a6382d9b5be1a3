//! Authenticates webhook calls: key, then Standard Webhooks signature.

use actix_web::http::header::HeaderMap;
use reqwest::header::{HeaderMap as VerifierHeaders, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError,
};

/// Checks webhooks against the key and, if configured, the signing secret.
pub(crate) struct Gate {
    api_key: SecretString,
    verifier: Option<Webhook>,
}

impl Gate {
    /// Creates the check; fails when the secret is not `whsec_` + base64.
    pub(crate) fn new(api_key: SecretString, secret: Option<&SecretString>) -> Result<Self, WebhookError> {
        let verifier = secret.map(|secret| Webhook::new(secret.expose_secret())).transpose()?;
        Ok(Self { api_key, verifier })
    }

    pub(crate) fn key_is_valid(&self, headers: &HeaderMap) -> bool {
        headers.get("x-api-key").is_some_and(|key| key.as_bytes() == self.api_key.expose_secret().as_bytes())
    }

    /// Checks the signature; returns `None` when none is required.
    pub(crate) fn check_signature(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<Result<(), WebhookError>> {
        let verifier = self.verifier.as_ref()?;
        Some(verifier.verify(body, &signature_headers(headers)))
    }
}

/// Converts the signature headers to the verifier's type, because actix-web uses an older `http` crate.
fn signature_headers(headers: &HeaderMap) -> VerifierHeaders {
    [HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, HEADER_WEBHOOK_SIGNATURE]
        .into_iter()
        .filter_map(|name| {
            let value = HeaderValue::from_bytes(headers.get(name)?.as_bytes()).ok()?;
            Some((reqwest::header::HeaderName::from_static(name), value))
        })
        .collect()
}

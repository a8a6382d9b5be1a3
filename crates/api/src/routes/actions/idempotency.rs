//! The `Idempotency-Key` header.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::actions::Idempotency;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{Extracted, after_caller};

/// Maximum length of a key, in characters.
pub const KEY_LIMIT: usize = 200;

/// The `Idempotency-Key` header, which identifies a repeated request.
pub struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.headers().get("idempotency-key");
        let key = key.map(|header| header.to_str().map(str::trim).unwrap_or_default().to_owned());
        after_caller(request, async move {
            let detail = (
                "L’en-tête Idempotency-Key compte de 1 à 200 caractères imprimables.",
                "The header Idempotency-Key has 1 to 200 printable characters.",
            );
            match key.as_ref().map(String::len) {
                None | Some(1..=KEY_LIMIT) => Ok(Self(key)),
                Some(_) => Err(ApiError::new(ErrorCode::RequeteInvalide, detail)),
            }
        })
    }
}

impl IdempotencyKey {
    /// Combines the key with the fingerprint of its request.
    pub fn with(self, asked: &impl Serialize) -> ApiResult<Option<Idempotency>> {
        let Some(key) = self.0 else { return Ok(None) };
        let canonical = serde_json::to_vec(asked).map_err(ApiError::internal)?;
        Ok(Some(Idempotency { key, fingerprint: Sha256::digest(canonical).to_vec() }))
    }
}

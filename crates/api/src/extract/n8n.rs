//! n8n, known by its key or by the signature of what it sends.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use subtle::ConstantTimeEq;
use validator::Validate;

use super::address::client_address;
use super::json::{Reading, parse, read};
use super::who::{Extracted, state};
use crate::config::N8nConfig;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::n8n::{Signed, Signer};
use crate::secrets::Masked;
use crate::state::AppState;
use crate::throttle;

/// The header of the key.
pub(super) const KEY_HEADER: &str = "x-api-key";

/// n8n, by `X-API-Key`.
pub struct N8nKey;

/// JSON that n8n sends, by `X-API-Key` or signed (Standard Webhooks), without the secrets that it may hold. A key that is
/// given must be right: it is not made up for by a signature.
pub struct N8nJson<T>(pub T);

impl FromRequest for N8nKey {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { check_key(&request).await.map(|()| Self) })
    }
}

impl<T: DeserializeOwned + Masked + Validate + 'static> FromRequest for N8nJson<T> {
    type Error = ApiError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, bytes) = (request.clone(), read(request, payload));
        Box::pin(async move {
            let headers = request.headers();
            let bytes = if headers.contains_key(KEY_HEADER) || !headers.contains_key(HEADER_WEBHOOK_SIGNATURE)
            {
                check_key(&request).await?;
                bytes.await?
            } else {
                let bytes = bytes.await?;
                check_signature(&request, &bytes).await?;
                bytes
            };
            let (value, _) = parse::<T>(&bytes)?;
            Ok(Self(value.masked(&state(&request)?.mask)))
        })
    }
}

async fn check_key(request: &HttpRequest) -> ApiResult<()> {
    let state = state(request)?;
    match request.headers().get(KEY_HEADER) {
        None => Err(unknown()),
        Some(given) if is_known(&state.config.n8n, given.as_bytes()) => Ok(()),
        Some(_) => Err(refuse(state, request).await),
    }
}

async fn check_signature(request: &HttpRequest, body: &[u8]) -> ApiResult<()> {
    let state = state(request)?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let message = Signed {
        id: header(HEADER_WEBHOOK_ID),
        timestamp: header(HEADER_WEBHOOK_TIMESTAMP),
        signatures: header(HEADER_WEBHOOK_SIGNATURE),
        body,
    };
    let signer = Signer::of(&state.config.n8n).ok().flatten();
    if signer.is_some_and(|signer| signer.verify(&message, state.clock.now())) {
        return Ok(());
    }
    Err(refuse(state, request).await)
}

/// A key or a signature that is given and wrong is counted.
async fn refuse(state: &AppState, request: &HttpRequest) -> ApiError {
    let address = client_address(request, &state.config.http);
    throttle::count_wrong_key(state, address).await.err().unwrap_or_else(unknown)
}

fn unknown() -> ApiError {
    ApiError::new(ErrorCode::CleApiInvalide, "L’en-tête X-API-Key manque ou sa clé n’est pas acceptée.")
}

fn is_known(n8n: &N8nConfig, given: &[u8]) -> bool {
    let keys = [Some(&n8n.api_key), n8n.previous_api_key.as_ref()];
    keys.into_iter().flatten().fold(false, |found, key| same(key, given) | found)
}

/// Compares digests, in constant time: neither the length nor the place of the first difference shows.
fn same(key: &SecretString, given: &[u8]) -> bool {
    Sha256::digest(key.expose_secret().as_bytes()).ct_eq(&Sha256::digest(given)).into()
}

//! n8n, known by its key or by the signature of what it sends.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use subtle::ConstantTimeEq;
use validator::Validate;

use super::address::client_address;
use super::json::{parse, read};
use super::who::{Extracted, judge, state};
use crate::config::N8nConfig;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::n8n::{Refusal, Signed, Signer, is_own_id};
use crate::state::AppState;
use crate::throttle;

/// The header of the key.
pub(super) const KEY_HEADER: &str = "x-api-key";

/// n8n, by `X-API-Key`.
pub struct N8nKey;

/// JSON that n8n sends, by `X-API-Key` or signed (Standard Webhooks). A key that is given must be right: it is not made
/// up for by a signature.
pub struct N8nJson<T>(pub T);

/// The `webhook-id` of a message that n8n signed, if it signed it: a message that comes again has the one that it had.
pub struct SignedId(pub Option<String>);

impl FromRequest for SignedId {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = is_signed(request).then(|| header(request, HEADER_WEBHOOK_ID).to_owned());
        ready(Ok(Self(id)))
    }
}

impl FromRequest for N8nKey {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.clone();
        judge(request, async move { check_key(&caller).await.map(|()| Self) })
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for N8nJson<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, bytes) = (request.clone(), read(request, payload));
        Box::pin(async move {
            let bytes = if is_signed(&request) {
                let bytes = bytes.await?;
                check_signature(&request, &bytes).await?;
                bytes
            } else {
                check_key(&request).await?;
                bytes.await?
            };
            parse(&bytes).map(|(value, _)| Self(value))
        })
    }
}

async fn check_key(request: &HttpRequest) -> ApiResult<()> {
    let state = state(request)?;
    match request.headers().get(KEY_HEADER) {
        None => Err(unknown()),
        Some(given) if is_known(&state.config.n8n, given.as_bytes()) => Ok(()),
        Some(_) => Err(refuse(state, request, unknown()).await),
    }
}

/// A request with a key is judged by its key.
fn is_signed(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(HEADER_WEBHOOK_SIGNATURE) && !headers.contains_key(KEY_HEADER)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn check_signature(request: &HttpRequest, body: &[u8]) -> ApiResult<()> {
    let (state, id) = (state(request)?, header(request, HEADER_WEBHOOK_ID));
    let message = Signed {
        id,
        timestamp: header(request, HEADER_WEBHOOK_TIMESTAMP),
        signatures: header(request, HEADER_WEBHOOK_SIGNATURE),
        body,
    };
    let signer = Signer::of(&state.config.n8n).map_err(ApiError::internal)?;
    let verified = signer.ok_or(Refusal::Unsigned);
    let verified = verified.and_then(|signer| signer.verify(&message, state.clock.now()));
    if let Err(refusal) = verified {
        return Err(refuse(state, request, unsigned(refusal)).await);
    }
    // The secret is the shared one: a message may be one of ours, or one for another address.
    if is_own_id(id) || first_path(state, id, request.path()).await? != request.path() {
        return Err(refuse(state, request, unsigned(Refusal::Unsigned)).await);
    }
    Ok(())
}

/// The path to which a message came first.
async fn first_path(state: &AppState, id: &str, path: &str) -> ApiResult<String> {
    let mut conn = state.pool.get().await?;
    Ok(db::messages_signes::receive(&mut conn, id, path, state.clock.now()).await?)
}

/// A key or a signature that is given and wrong is counted.
async fn refuse(state: &AppState, request: &HttpRequest, refusal: ApiError) -> ApiError {
    let address = client_address(request, &state.config.http);
    throttle::count_wrong_key(state, address).await.err().unwrap_or(refusal)
}

fn unsigned(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Stale => {
            let detail = "L’en-tête webhook-timestamp manque ou s’écarte de plus de cinq minutes de l’heure du service.";
            ApiError::new(ErrorCode::HorodatagePerime, detail)
        }
        Refusal::Unsigned => {
            let detail =
                "La signature ne correspond ni au secret partagé, ni à ce message, ni à cette adresse.";
            ApiError::new(ErrorCode::SignatureInvalide, detail)
        }
    }
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

//! Authenticates n8n, by its key or by the signature of its message.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use subtle::ConstantTimeEq;
use validator::Validate;

use super::client::client_of;
use super::json::{Body, MACHINE_BODY_LIMIT, parse, read};
use super::repair::repair;
use super::who::{Extracted, judge, refuse_parameters, state};
use crate::config::N8nConfig;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::n8n::{Refusal, Signed, Signer, is_own_id};
use crate::secrets::{Mask, Masked};
use crate::state::AppState;
use crate::throttle;

/// Header of the key.
pub(super) const KEY_HEADER: &str = "x-api-key";

/// n8n, authenticated by `X-API-Key`.
pub struct N8nKey;

/// A JSON body from n8n, authenticated by `X-API-Key` or by signature (Standard Webhooks), with its secrets masked. A
/// wrong key is refused even if the signature is valid. An invalid body also reaches the handler, which reports it to
/// people.
pub struct N8nJson<T>(pub Result<T, Unusable>);

/// A body that cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// The error: 415, 413, 400 or 422.
    pub error: ApiError,
    /// The body as text, up to 2 MB, without NUL and with its secrets masked.
    pub text: Box<str>,
}

impl Masked for Unusable {
    fn masked(self, mask: &Mask) -> Self {
        Self { text: mask.text(&self.text).into(), ..self }
    }
}

/// The `webhook-id` of a signed message; `None` without a signature. A repeated message keeps its identifier.
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

impl<T: DeserializeOwned + Masked + Validate + 'static> FromRequest for N8nJson<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), read(request, payload, MACHINE_BODY_LIMIT));
        Box::pin(async move {
            let body = if is_signed(&request) {
                let body = body.await?;
                if !body.is_whole() {
                    // The signature covers the whole body.
                    body.checked(MACHINE_BODY_LIMIT)?;
                }
                check_signature(&request, &body.bytes).await?;
                body
            } else {
                check_key(&request).await?;
                body.await?
            };
            refuse_parameters(&request)?;
            let mask = &state(&request)?.mask;
            Ok(Self(
                parsed::<T>(&body).map(|value| value.masked(mask)).map_err(|unusable| unusable.masked(mask)),
            ))
        })
    }
}

fn parsed<T: DeserializeOwned + Validate>(body: &Body) -> Result<T, Unusable> {
    let parsed = body.checked(MACHINE_BODY_LIMIT).and_then(|bytes| parse(&repair(bytes)));
    parsed.map(|(value, _)| value).map_err(|error| {
        let text = String::from_utf8_lossy(&body.bytes);
        Unusable { error, text: String::from_utf8_lossy(&repair(text.as_bytes())).into() }
    })
}

async fn check_key(request: &HttpRequest) -> ApiResult<()> {
    let state = state(request)?;
    match request.headers().get(KEY_HEADER) {
        None => Err(unknown()),
        Some(given) if is_known(&state.config.n8n, given.as_bytes()) => Ok(()),
        Some(_) => Err(refuse(state, request, unknown()).await),
    }
}

/// Returns true for a signed request without a key; the key takes precedence.
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
    // The secret is shared: the message may be one that the service sent, or one meant for another path.
    if is_own_id(id) || first_path(state, id, request.path()).await? != request.path() {
        return Err(refuse(state, request, unsigned(Refusal::Unsigned)).await);
    }
    Ok(())
}

/// Returns the path at which a message first arrived.
async fn first_path(state: &AppState, id: &str, path: &str) -> ApiResult<String> {
    let mut conn = state.pool.get().await?;
    Ok(db::messages_signes::receive(&mut conn, id, path, state.clock.now()).await?)
}

/// Counts a wrong key or signature, and returns the refusal.
async fn refuse(state: &AppState, request: &HttpRequest, refusal: ApiError) -> ApiError {
    let client = client_of(request, &state.config.http);
    throttle::count_wrong_key(state, &client).await.err().unwrap_or(refusal)
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

/// Compares digests in constant time, so that neither the length nor the first difference leaks.
fn same(key: &SecretString, given: &[u8]) -> bool {
    Sha256::digest(key.expose_secret().as_bytes()).ct_eq(&Sha256::digest(given)).into()
}

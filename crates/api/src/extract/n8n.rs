//! Extracts the reports of n8n and other programs, authenticated by key or by the signature of the message.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use validator::Validate;

use super::json::{Body, MACHINE_BODY_LIMIT, parse_generously, read};
use super::key::{KEY_HEADER, Machine, machine, refuse};
use super::repair::repair;
use super::scope::Scope;
use super::who::{Extracted, refuse_parameters, state};
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::n8n::{Refusal, Signed, Signer, is_own_id};
use crate::secrets::{Mask, Masked};
use crate::state::AppState;

/// A JSON body from a program whose key has a scope, or from n8n by signature (Standard Webhooks), with its secrets
/// masked. A wrong key is refused even if the signature is valid. An invalid body and unknown query parameters also reach
/// the handler, which reports them to people.
pub struct ReportJson<S, T> {
    /// The program.
    pub machine: Machine,
    /// The body, or the reason why it cannot be used.
    pub body: Result<T, Unusable>,
    /// The refusal of unknown query parameters.
    pub parameters: Option<Unusable>,
    scope: PhantomData<S>,
}

impl<S, T> ReportJson<S, T> {
    /// Returns the program, and the body unless there are unknown query parameters.
    pub fn strict(self) -> (Machine, Result<T, Unusable>) {
        (self.machine, self.parameters.map_or(self.body, Err))
    }
}

/// A report that cannot be used.
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

impl<S: Scope, T: DeserializeOwned + Masked + Validate + 'static> FromRequest for ReportJson<S, T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), read(request, payload, MACHINE_BODY_LIMIT));
        Box::pin(async move {
            let (machine, body) = if is_signed(&request) {
                let body = body.await?;
                if !body.is_whole() {
                    // The signature covers the whole body.
                    body.checked(MACHINE_BODY_LIMIT)?;
                }
                check_signature(&request, &body.bytes).await?;
                (Machine::N8n, body)
            } else {
                (machine(&request, S::ONE_OF).await?, body.await?)
            };
            let mask = &state(&request)?.mask;
            let unusable = |error| unusable(error, &body).masked(mask);
            let parameters = refuse_parameters(&request).err().map(unusable);
            let body = parsed::<T>(&body).map(|value| value.masked(mask)).map_err(unusable);
            Ok(Self { machine, body, parameters, scope: PhantomData })
        })
    }
}

fn parsed<T: DeserializeOwned + Validate>(body: &Body) -> ApiResult<T> {
    body.checked(MACHINE_BODY_LIMIT).and_then(parse_generously).map(|(value, _)| value)
}

fn unusable(error: ApiError, body: &Body) -> Unusable {
    let text = String::from_utf8_lossy(&body.bytes);
    Unusable { error, text: String::from_utf8_lossy(&repair(text.as_bytes())).into() }
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

fn unsigned(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Stale => {
            let detail = (
                "L’en-tête webhook-timestamp manque ou s’écarte de plus de cinq minutes de l’heure du service.",
                "The header webhook-timestamp is missing, or is more than five minutes from the time of the service.",
            );
            ApiError::new(ErrorCode::HorodatagePerime, detail)
        }
        Refusal::Unsigned => {
            let detail = (
                "La signature ne correspond ni au secret partagé, ni à ce message, ni à cette adresse.",
                "The signature does not match the shared secret, this message, or this address.",
            );
            ApiError::new(ErrorCode::SignatureInvalide, detail)
        }
    }
}

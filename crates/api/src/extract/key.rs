//! Authenticates programs by `X-API-Key`: n8n's key of the configuration, or a named key of the database.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use common::PorteeCle;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::client::client_of;
use super::scope::Scope;
use super::who::{Extracted, judge, state};
use crate::config::N8nConfig;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::throttle;
use crate::tokens::{API_KEY_PREFIX, token_hash};

/// Header of the key.
pub(super) const KEY_HEADER: &str = "x-api-key";

/// An authenticated program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Machine {
    /// n8n, by the key of the configuration or by signature. It may call every operation of programs.
    N8n,
    /// The program that uses a named key.
    Named {
        /// Name of the key.
        nom: String,
        /// Scopes of the key.
        portees: Vec<PorteeCle>,
    },
}

impl Machine {
    /// Returns true when the program's key has the scope.
    pub fn has(&self, portee: PorteeCle) -> bool {
        match self {
            Self::N8n => true,
            Self::Named { portees, .. } => portees.contains(&portee),
        }
    }
}

/// A program whose key has a scope.
///
/// # Errors
/// 401 for a missing, unknown or revoked key, 403 for a key without the scope, 429 after too many wrong keys.
pub struct Key<S> {
    /// The program.
    pub machine: Machine,
    scope: PhantomData<S>,
}

impl<S: Scope> FromRequest for Key<S> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.clone();
        judge(request, async move {
            let machine = machine(&caller, S::ONE_OF).await?;
            Ok(Self { machine, scope: PhantomData })
        })
    }
}

/// Returns the program whose key has one of these scopes.
pub(super) async fn machine(request: &HttpRequest, one_of: &[PorteeCle]) -> ApiResult<Machine> {
    let state = state(request)?;
    let Some(given) = request.headers().get(KEY_HEADER) else { return Err(unknown()) };
    if is_of_n8n(&state.config.n8n, given.as_bytes()) {
        return Ok(Machine::N8n);
    }
    let given = given.to_str().unwrap_or_default();
    match named(state, given, one_of).await? {
        Some(machine) => Ok(machine),
        None => Err(refuse(state, request, unknown()).await),
    }
}

/// Returns the program of a named key, and records the use. `None` for an unknown or revoked key.
async fn named(state: &AppState, given: &str, one_of: &[PorteeCle]) -> ApiResult<Option<Machine>> {
    if !given.starts_with(API_KEY_PREFIX) {
        return Ok(None);
    }
    let mut conn = state.pool.get().await?;
    let Some(cle) = db::cles_api::find_valid(&mut conn, &token_hash(given)).await? else { return Ok(None) };
    // Reads still work on a database that refuses writes, such as a standby.
    if let Err(error) = db::cles_api::touch(&mut conn, &cle, state.clock.now()).await {
        tracing::warn!(%error, "the use of a key was not written down");
    }
    let portees = cle.portees();
    if portees.iter().any(|portee| one_of.contains(portee)) {
        Ok(Some(Machine::Named { nom: cle.nom, portees }))
    } else {
        Err(lacks(one_of))
    }
}

/// Counts a wrong key or signature, and returns the refusal.
pub(super) async fn refuse(state: &AppState, request: &HttpRequest, refusal: ApiError) -> ApiError {
    let client = client_of(request, &state.config.http);
    throttle::count_wrong_key(state, &client).await.err().unwrap_or(refusal)
}

/// Builds the 403 for a key without the scopes, one of which the operation requires.
fn lacks(portees: &[PorteeCle]) -> ApiError {
    let words: Vec<&str> = portees.iter().map(|portee| portee.as_str()).collect();
    let french = format!("Cette clé n’a pas la portée {}.", words.join(" ou "));
    let english = format!("This key does not have the scope {}.", words.join(" or "));
    ApiError::new(ErrorCode::AccesRefuse, (french, english))
}

fn unknown() -> ApiError {
    ApiError::new(
        ErrorCode::CleApiInvalide,
        (
            "L’en-tête X-API-Key manque ou sa clé n’est pas acceptée.",
            "The header X-API-Key is missing, or its key is not accepted.",
        ),
    )
}

fn is_of_n8n(n8n: &N8nConfig, given: &[u8]) -> bool {
    let keys = [Some(&n8n.api_key), n8n.previous_api_key.as_ref()];
    keys.into_iter().flatten().fold(false, |found, key| same(key, given) | found)
}

/// Compares digests in constant time, so that neither the length nor the first difference leaks.
fn same(key: &SecretString, given: &[u8]) -> bool {
    Sha256::digest(key.expose_secret().as_bytes()).ct_eq(&Sha256::digest(given)).into()
}

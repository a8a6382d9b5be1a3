//! Extracts the client of a request for the security journal.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, USER_AGENT};
use actix_web::{FromRequest, HttpRequest};

use super::address::client_address;
use super::who::{session_cookie, state};
use crate::config::HttpConfig;
use crate::db::auth_sessions;
use crate::db::journal_securite::Client;
use crate::error::{ApiError, ApiResult};
use crate::tokens::token_hash;

/// Maximum length of a stored User-Agent, in characters.
const AGENT: usize = 200;

impl FromRequest for Client {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(state(request).map(|state| client_of(request, &state.config.http)))
    }
}

/// Returns the client that sent the request: its address, its browser and the identifier of its session.
pub(super) fn client_of(request: &HttpRequest, http: &HttpConfig) -> Client {
    let agent = request.headers().get(USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    let session = request.cookie(session_cookie(http));
    Client {
        adresse: client_address(request, http),
        agent: String::from_utf8_lossy(agent)
            .chars()
            .filter(|letter| !letter.is_control())
            .take(AGENT)
            .collect(),
        session: session.map(|cookie| auth_sessions::id_of(&token_hash(cookie.value()))),
    }
}

//! Who calls: a person by the session cookie, or one who may stand in for n8n.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::{FromRequest, HttpRequest, web};
use chrono::TimeDelta;
use common::Role;
use common::auth::Utilisateur;

use super::n8n::{KEY_HEADER, N8nKey};
use super::token::token_hash;
use crate::config::HttpConfig;
use crate::db;
use crate::db::auth_sessions::Login;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// A person who is logged in, for what concerns the own account. An admin who must enrol a second factor first may call it.
pub struct OwnAccount(pub Utilisateur);

/// A person who is logged in, whatever the role.
pub struct AnyUser(pub Utilisateur);

/// A person who is logged in as ADMIN.
pub struct AdminUser(pub Utilisateur);

/// A person who is logged in as ADMIN, and gave the second factor lately if the account has one.
pub struct VerifiedAdmin(pub Utilisateur);

/// The hash of the caller's session.
pub struct SessionHash(pub Vec<u8>);

/// n8n by its key, or a person who is logged in as ADMIN. A key that is given must be right: it is not made up for by a
/// cookie.
pub enum Caller {
    /// A person.
    Admin(Utilisateur),
    /// n8n.
    N8n,
}

/// How long a session counts as verified.
const VERIFIED_FOR: TimeDelta = TimeDelta::minutes(10);

pub(super) type Extracted<T> = Pin<Box<dyn Future<Output = ApiResult<T>>>>;

/// The name of the session cookie. On https the `__Host-` prefix binds it to this very host (RFC 6265bis §4.1.3.2).
pub fn session_cookie(http: &HttpConfig) -> &'static str {
    if http.is_https() { "__Host-auth_session" } else { "auth_session" }
}

impl FromRequest for AnyUser {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let login = authenticate(&request).await?;
            expect_second_factor(&login, state(&request)?)?;
            Ok(Self(login.person))
        })
    }
}

impl FromRequest for AdminUser {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let login = authenticate(&request).await?;
            expect_admin(&login, state(&request)?)?;
            Ok(Self(login.person))
        })
    }
}

impl FromRequest for VerifiedAdmin {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let login = authenticate(&request).await?;
            let state = state(&request)?;
            expect_admin(&login, state)?;
            let since = state.clock.now() - VERIFIED_FOR;
            if login.has_second_factor && login.verified.is_none_or(|verified| verified <= since) {
                let detail = "Confirmez votre identité par un code de votre application.";
                return Err(ApiError::new(ErrorCode::VerificationRequise, detail));
            }
            Ok(Self(login.person))
        })
    }
}

impl FromRequest for OwnAccount {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(authenticate(&request).await?.person)) })
    }
}

impl FromRequest for SessionHash {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(session_hash(request).map(Self))
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(KEY_HEADER) {
            let key = N8nKey::from_request(request, payload);
            return Box::pin(async move { key.await.map(|_| Self::N8n) });
        }
        let person = AdminUser::from_request(request, payload);
        Box::pin(async move { person.await.map(|AdminUser(person)| Self::Admin(person)) })
    }
}

/// What the instance shares.
pub(super) fn state(request: &HttpRequest) -> ApiResult<&AppState> {
    let state = request.app_data::<web::Data<AppState>>().map(web::Data::get_ref);
    state.ok_or_else(|| ApiError::internal(anyhow::anyhow!("no state")))
}

/// 403 for another role than ADMIN.
fn expect_admin(login: &Login, state: &AppState) -> ApiResult<()> {
    if login.person.role != Role::Admin {
        return Err(ApiError::new(ErrorCode::AccesRefuse, "Cette page est réservée à l’administration."));
    }
    expect_second_factor(login, state)
}

/// 403 for an admin who lacks the second factor that the configuration asks for.
fn expect_second_factor(login: &Login, state: &AppState) -> ApiResult<()> {
    let required = state.config.second_facteur.required_for_admins && login.person.role == Role::Admin;
    if required && !login.has_second_factor {
        let detail = "Activez la double authentification de votre compte pour continuer.";
        return Err(ApiError::new(ErrorCode::SecondFacteurRequis, detail));
    }
    Ok(())
}

/// 401 without a live login.
fn refused() -> ApiError {
    ApiError::new(ErrorCode::NonAuthentifie, "Connectez-vous pour continuer.")
}

/// What the database keeps of the session cookie, or 401 without one.
fn session_hash(request: &HttpRequest) -> ApiResult<Vec<u8>> {
    let cookie = request.cookie(session_cookie(&state(request)?.config.http)).ok_or_else(refused)?;
    Ok(token_hash(cookie.value()))
}

async fn authenticate(request: &HttpRequest) -> ApiResult<Login> {
    let state = state(request)?;
    let hash = session_hash(request)?;
    if !request.method().is_safe() && !is_same_origin(request, &state.config.http) {
        return Err(foreign_origin());
    }
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let found = db::auth_sessions::find(&mut conn, &hash, now).await?;
    let login = found.ok_or_else(refused)?;
    // A database that takes no changes still answers: a standby, for instance.
    if let Err(error) = db::auth_sessions::touch(&mut conn, &hash, login.last_activity, now).await {
        tracing::warn!(%error, "the activity of a login was not written down");
    }
    Ok(login)
}

/// Whether a state-changing request comes from our own pages (or an origin allowed by configuration).
fn is_same_origin(request: &HttpRequest, http: &HttpConfig) -> bool {
    let headers = request.headers();
    text(headers, &HeaderName::from_static("sec-fetch-site")) == Some("same-origin")
        || text(headers, &ORIGIN).is_some_and(|origin| is_allowed_origin(origin, headers, http))
}

fn is_allowed_origin(origin: &str, headers: &HeaderMap, http: &HttpConfig) -> bool {
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == http.public_url.origin().ascii_serialization()
        || (host.is_some() && host == text(headers, &HOST))
        || http.cors_origins.iter().any(|allowed| allowed == origin)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn foreign_origin() -> ApiError {
    ApiError::new(ErrorCode::AccesRefuse, "La requête ne vient pas des pages de l’application.")
}

/// A login has no cookie to protect yet, but a foreign page must not log somebody in: refused when the browser says
/// that the request comes from elsewhere, allowed when it says nothing (a script, an integrator).
pub fn allow_login_origin(request: &HttpRequest, http: &HttpConfig) -> ApiResult<()> {
    let headers = request.headers();
    let silent = !headers.contains_key("sec-fetch-site") && !headers.contains_key(ORIGIN);
    if silent || is_same_origin(request, http) { Ok(()) } else { Err(foreign_origin()) }
}

//! Authenticates callers: a person by session cookie, or a program by key where both may call.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use chrono::TimeDelta;
use common::auth::Utilisateur;
use common::{PorteeCle, Role};
use reqwest::Url;
use tokio::sync::watch;

use super::key::{KEY_HEADER, Key, Machine};
use super::scope::Scope;
use super::unknown_parameters::UnknownParameters;
use crate::config::HttpConfig;
use crate::db;
use crate::db::auth_sessions::Login;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::tokens::token_hash;

/// Hash of the caller's session.
pub struct SessionHash(pub Vec<u8>);

/// A caller of an operation for people and programs.
pub enum Caller {
    /// A person with role ADMIN.
    Admin(Utilisateur),
    /// A program.
    Machine(Machine),
}

impl Caller {
    /// Returns true when the caller may do what the scope allows. A person has every scope.
    pub fn has(&self, portee: PorteeCle) -> bool {
        match self {
            Self::Admin(_) => true,
            Self::Machine(machine) => machine.has(portee),
        }
    }
}

/// A program whose key has a scope, or a logged-in person with role ADMIN. A wrong key is refused even if the cookie is
/// valid.
pub struct AdminOrKey<S> {
    /// The caller.
    pub caller: Caller,
    scope: PhantomData<S>,
}

impl<S> From<Caller> for AdminOrKey<S> {
    fn from(caller: Caller) -> Self {
        Self { caller, scope: PhantomData }
    }
}

/// Time during which a session counts as verified.
const VERIFIED_FOR: TimeDelta = TimeDelta::minutes(10);

/// Future of an asynchronous extractor.
pub type Extracted<T> = Pin<Box<dyn Future<Output = ApiResult<T>>>>;

/// Present while a request's caller is being checked; later extractors wait for it. actix runs the extractors of a
/// handler concurrently, so an unauthorised caller could otherwise learn that its body is invalid.
#[derive(Clone)]
struct Judgement(watch::Receiver<bool>);

/// Checks the caller and makes later extractors wait for the outcome.
pub(super) fn judge<T: 'static>(
    request: &HttpRequest,
    caller: impl Future<Output = ApiResult<T>> + 'static,
) -> Extracted<T> {
    let (judged, judgement) = watch::channel(false);
    request.extensions_mut().insert(Judgement(judgement));
    let judged_request = request.clone();
    Box::pin(async move {
        let caller = caller.await?;
        refuse_parameters(&judged_request)?;
        judged.send_replace(true);
        Ok(caller)
    })
}

/// Runs an extractor after the caller is accepted, if the handler has a caller.
pub fn after_caller<T: 'static>(
    request: &HttpRequest,
    read: impl Future<Output = ApiResult<T>> + 'static,
) -> Extracted<T> {
    let judgement = request.extensions().get::<Judgement>().cloned();
    Box::pin(async move {
        if let Some(Judgement(mut judged)) = judgement {
            // Fails when the caller is refused; that refusal is the response, and this error is discarded.
            judged.wait_for(|judged| *judged).await.map_err(ApiError::internal)?;
        }
        read.await
    })
}

/// Returns a 400 for an unknown query parameter. Runs after the caller is accepted, so that others get a 401 or 403.
pub(super) fn refuse_parameters(request: &HttpRequest) -> ApiResult<()> {
    let unknown = request.extensions_mut().remove::<UnknownParameters>();
    unknown.map_or(Ok(()), |UnknownParameters(error)| Err(error))
}

/// Returns the name of the session cookie. On https, the `__Host-` prefix binds it to this host (RFC 6265bis
/// §4.1.3.2).
pub fn session_cookie(http: &HttpConfig) -> &'static str {
    if http.is_https() { "__Host-auth_session" } else { "auth_session" }
}

/// Declares the extractors of a logged-in person, each with its check.
macro_rules! people {
    ($($(#[$doc:meta])+ $name:ident: $check:path;)+) => {$(
        $(#[$doc])+
        pub struct $name(pub Utilisateur);

        impl FromRequest for $name {
            type Error = ApiError;
            type Future = Extracted<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let caller = request.clone();
                judge(request, async move {
                    let login = authenticate(&caller).await?;
                    $check(&login, state(&caller)?)?;
                    Ok(Self(login.person))
                })
            }
        }
    )+};
}

people! {
    /// A logged-in person, for operations on the own account. An admin who must still enrol a second factor is
    /// accepted.
    OwnAccount: expect_nothing;

    /// A logged-in person of any role.
    AnyUser: expect_second_factor;

    /// A logged-in ADMIN.
    AdminUser: expect_admin;

    /// A logged-in ADMIN who recently gave the second factor, if the account has one.
    VerifiedAdmin: expect_verified_admin;
}

impl FromRequest for SessionHash {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let hash = session_hash(request).map(Self);
        after_caller(request, async move { hash })
    }
}

impl<S: Scope> FromRequest for AdminOrKey<S> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(KEY_HEADER) {
            let key = Key::<S>::from_request(request, payload);
            return Box::pin(async move { key.await.map(|key| Caller::Machine(key.machine).into()) });
        }
        let person = AdminUser::from_request(request, payload);
        Box::pin(async move { person.await.map(|AdminUser(person)| Caller::Admin(person).into()) })
    }
}

/// Returns the shared state of the instance.
pub(super) fn state(request: &HttpRequest) -> ApiResult<&AppState> {
    let state = request.app_data::<web::Data<AppState>>().map(web::Data::get_ref);
    state.ok_or_else(|| ApiError::internal(anyhow::anyhow!("no state")))
}

/// Accepts every login.
#[expect(clippy::unnecessary_wraps, reason = "one of the checks of `people`, which can refuse")]
fn expect_nothing(_: &Login, _: &AppState) -> ApiResult<()> {
    Ok(())
}

/// Returns a 403 for a role other than ADMIN.
fn expect_admin(login: &Login, state: &AppState) -> ApiResult<()> {
    if login.person.role != Role::Admin {
        return Err(ApiError::new(
            ErrorCode::AccesRefuse,
            ("Cette page est réservée à l’administration.", "Only administrators have access."),
        ));
    }
    expect_second_factor(login, state)
}

/// Returns the errors of [`expect_admin`], and a 403 when the second factor of the account was not given recently.
fn expect_verified_admin(login: &Login, state: &AppState) -> ApiResult<()> {
    expect_admin(login, state)?;
    let since = state.clock.now() - VERIFIED_FOR;
    if login.has_second_factor && login.verified.is_none_or(|verified| verified <= since) {
        let detail = (
            "Confirmez votre identité par un code de votre application.",
            "Confirm your identity with a code of your application.",
        );
        return Err(ApiError::new(ErrorCode::VerificationRequise, detail));
    }
    Ok(())
}

/// Returns a 403 for an admin without the second factor that the configuration requires.
fn expect_second_factor(login: &Login, state: &AppState) -> ApiResult<()> {
    let required = state.config.second_facteur.required_for_admins && login.person.role == Role::Admin;
    if required && !login.has_second_factor {
        let detail = (
            "Activez la double authentification de votre compte pour continuer.",
            "Activate the second factor of your account to continue.",
        );
        return Err(ApiError::new(ErrorCode::SecondFacteurRequis, detail));
    }
    Ok(())
}

/// Returns the hash of the session cookie, or a 401 without one.
fn session_hash(request: &HttpRequest) -> ApiResult<Vec<u8>> {
    match request.cookie(session_cookie(&state(request)?.config.http)) {
        Some(cookie) => Ok(token_hash(cookie.value())),
        None if request.headers().contains_key(KEY_HEADER) => {
            let detail = (
                "Cette opération demande une session : une clé d’API n’y donne pas accès.",
                "This operation needs a login session: an API key gives no access to it.",
            );
            Err(ApiError::new(ErrorCode::NonAuthentifie, detail))
        }
        None => Err(ApiError::not_logged_in()),
    }
}

async fn authenticate(request: &HttpRequest) -> ApiResult<Login> {
    let state = state(request)?;
    let hash = session_hash(request)?;
    if !request.method().is_safe() && !is_same_origin(request, &state.config.http) {
        return Err(foreign_origin());
    }
    let now = state.clock.now();
    if let Some(login) = state.logins.recall(&hash, now) {
        return Ok(login);
    }
    let before = state.logins.before();
    let mut conn = state.pool.get().await?;
    let found = db::auth_sessions::find(&mut conn, &hash, now).await?;
    let login = found.ok_or_else(ApiError::not_logged_in)?;
    // Reads still work on a database that refuses writes, such as a standby.
    if let Err(error) = db::auth_sessions::touch(&mut conn, &hash, login.last_activity, now).await {
        tracing::warn!(%error, "the activity of a login was not written down");
    }
    state.logins.remember(before, hash, &login);
    Ok(login)
}

/// Returns true when a state-changing request comes from our own pages, or from a configured origin.
fn is_same_origin(request: &HttpRequest, http: &HttpConfig) -> bool {
    let headers = request.headers();
    text(headers, &HeaderName::from_static("sec-fetch-site")) == Some("same-origin")
        || text(headers, &ORIGIN).is_some_and(|origin| is_allowed_origin(origin, headers, http))
}

/// Returns true for an allowed origin (RFC 6454): that of `PUBLIC_URL`, one of `CORS_ORIGINS`, or the request's host
/// with the scheme of `PUBLIC_URL`.
fn is_allowed_origin(origin: &str, headers: &HeaderMap, http: &HttpConfig) -> bool {
    let own = http.public_url.origin();
    let sent_to = text(headers, &HOST).and_then(|host| {
        Url::parse(&format!("{}://{host}", http.public_url.scheme())).ok().map(|url| url.origin())
    });
    let is_own = [Some(own), sent_to].into_iter().flatten().any(|own| own.ascii_serialization() == origin);
    is_own || http.cors_origins.iter().any(|allowed| allowed == origin)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn foreign_origin() -> ApiError {
    ApiError::new(
        ErrorCode::AccesRefuse,
        (
            "La requête ne vient pas des pages de l’application.",
            "The request does not come from the pages of the application.",
        ),
    )
}

/// Protects the login form against foreign pages, although there is no session yet. Refuses a request whose browser
/// reports a foreign origin; allows one that reports none (a script, an integrator).
pub fn allow_login_origin(request: &HttpRequest, http: &HttpConfig) -> ApiResult<()> {
    let headers = request.headers();
    let silent = !headers.contains_key("sec-fetch-site") && !headers.contains_key(ORIGIN);
    if silent || is_same_origin(request, http) { Ok(()) } else { Err(foreign_origin()) }
}

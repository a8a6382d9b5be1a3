//! `/api/auth`: login, logout, passwords, second factor.

mod invitation;
mod log_in;
mod log_out;
mod log_out_everywhere;
mod password;
mod second_factor;
mod sessions;
mod whoami;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
pub use invitation::*;
pub use log_in::*;
pub use log_out::*;
pub use log_out_everywhere::*;
pub use password::*;
pub use second_factor::*;
pub use sessions::*;
pub use whoami::*;

use crate::config::HttpConfig;
use crate::db::appareils_connus;
use crate::extract::{self, session_cookie};

/// Builds the session cookie with `token`: hidden from scripts, and not sent with cross-site POST requests.
fn cookie<'a>(http: &HttpConfig, token: impl Into<std::borrow::Cow<'a, str>>) -> Cookie<'a> {
    build(http, session_cookie(http), token)
}

/// Builds the cookie that identifies a known browser.
fn device_cookie(http: &HttpConfig, token: String) -> Cookie<'static> {
    let mut cookie = build(http, extract::device_cookie(http), token);
    cookie.set_max_age(Duration::days(appareils_connus::KEPT.num_days()));
    cookie
}

fn build<'a>(
    http: &HttpConfig,
    name: &'static str,
    token: impl Into<std::borrow::Cow<'a, str>>,
) -> Cookie<'a> {
    Cookie::build(name, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(http.is_https())
        .finish()
}

/// `Clear-Site-Data` of a logout (W3C, « Clear Site Data » §3.1): clears the browser's storage in every tab. It keeps
/// the cookies, because they belong to the whole domain, and the cache, because it holds no personal data (`no-store`).
const CLEAR_STORAGE: (&str, &str) = ("clear-site-data", "\"storage\"");

/// Builds a cookie that removes the session cookie.
fn removal(http: &HttpConfig) -> Cookie<'static> {
    let mut removal = cookie(http, "");
    removal.make_removal();
    removal
}

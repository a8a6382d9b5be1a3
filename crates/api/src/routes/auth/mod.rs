//! `/api/auth`: logging in and out.

mod log_in;
mod log_out;
mod whoami;

use actix_web::cookie::{Cookie, SameSite};
pub use log_in::*;
pub use log_out::*;
pub use whoami::*;

use crate::config::HttpConfig;
use crate::extract::session_cookie;

/// The cookie that carries `token`: out of reach of scripts, and not sent along by foreign pages that post.
fn cookie<'a>(http: &HttpConfig, token: impl Into<std::borrow::Cow<'a, str>>) -> Cookie<'a> {
    Cookie::build(session_cookie(http), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(http.is_https())
        .finish()
}

//! Somebody who tries a password: where the request comes from, and by which browser.

use actix_web::HttpRequest;

use super::client_address;
use crate::config::HttpConfig;
use crate::throttle::Visitor;

/// The name of the cookie by which a browser is known again (OWASP, « Device cookies »): it logs nobody in.
pub fn device_cookie(http: &HttpConfig) -> &'static str {
    if http.is_https() { "__Host-appareil" } else { "appareil" }
}

/// The origin of an attempt.
pub fn visitor(request: &HttpRequest, http: &HttpConfig) -> Visitor {
    let device = request.cookie(device_cookie(http)).map(|cookie| cookie.value().to_owned());
    Visitor { address: client_address(request, http), device }
}

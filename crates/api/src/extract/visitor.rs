//! Extracts the address and the known browser of a login attempt.

use actix_web::HttpRequest;

use super::client_address;
use crate::config::HttpConfig;
use crate::throttle::Visitor;

/// Returns the name of the cookie that identifies a known browser (OWASP, « Device cookies »); it does not log anyone
/// in.
pub fn device_cookie(http: &HttpConfig) -> &'static str {
    if http.is_https() { "__Host-appareil" } else { "appareil" }
}

/// Returns the origin of a login attempt.
pub fn visitor(request: &HttpRequest, http: &HttpConfig) -> Visitor {
    let device = request.cookie(device_cookie(http)).map(|cookie| cookie.value().to_owned());
    Visitor { address: client_address(request, http), device }
}

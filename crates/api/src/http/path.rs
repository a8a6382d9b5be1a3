//! The path of a request, decoded: an encoded letter is that letter (RFC 3986 §6.2.2.2).

use actix_web::HttpRequest;

/// Returns the decoded path of a request, which the patterns of the routes are compared with.
pub fn decoded(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

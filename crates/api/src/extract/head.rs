//! Detects HEAD requests.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

/// Marks a HEAD request, whose handler can skip work that only the body needs.
#[derive(Debug, Clone, Copy)]
pub struct HeadOnly;

/// True for a HEAD request: work that only the body needs is skipped, such as the file of an export and its audit
/// entry.
pub struct IsHead(pub bool);

impl FromRequest for IsHead {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.extensions().contains::<HeadOnly>())))
    }
}

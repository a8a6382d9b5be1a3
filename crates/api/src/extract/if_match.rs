//! The `If-Match` header: a change names the version it was made from (RFC 9110 §13.1.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag, Header as _};
use actix_web::{FromRequest, HttpRequest};

use crate::error::{ApiError, ApiResult, ErrorCode};

/// The versions that a change may start from, if the request names any. Who calls is asked first: the lack of it is told by
/// [`IfMatch::required`], in the handler.
pub struct IfMatch(Option<header::IfMatch>);

/// The versions that a change may start from.
pub struct Versions(header::IfMatch);

impl IfMatch {
    /// The versions, or 428.
    pub fn required(self) -> ApiResult<Versions> {
        let detail = "Donnez dans If-Match l’ETag de la fiche que vous avez lue.";
        self.0.map(Versions).ok_or_else(|| ApiError::new(ErrorCode::ConditionRequise, detail))
    }
}

impl Versions {
    /// Whether a record of this version may be changed.
    pub fn allow(&self, current: &EntityTag) -> bool {
        match &self.0 {
            header::IfMatch::Any => true,
            header::IfMatch::Items(items) => items.iter().any(|item| item.strong_eq(current)),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.headers().contains_key(header::IF_MATCH);
        // What can't be read names no version: it matches none.
        let none = || header::IfMatch::Items(Vec::new());
        ready(Ok(Self(given.then(|| header::IfMatch::parse(request).unwrap_or_else(|_| none())))))
    }
}

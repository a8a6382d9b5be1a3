//! Extracts identifiers from paths.

use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::who::{Extracted, after_caller};
use crate::error::ApiError;

/// Extracts the first parameter of the path. A malformed identifier returns a 404.
pub struct Id<T>(pub T);

/// Extracts the first two parameters of the path, two identifiers of one kind if no second kind is given.
pub struct IdPair<T, U = T>(pub T, pub U);

impl<T: FromStr + 'static> FromRequest for Id<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = parameter(request, 0).map(Id);
        after_caller(request, async move { id })
    }
}

impl<T: FromStr + 'static, U: FromStr + 'static> FromRequest for IdPair<T, U> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pair = parameter(request, 0).and_then(|one| Ok(Self(one, parameter(request, 1)?)));
        after_caller(request, async move { pair })
    }
}

fn parameter<T: FromStr>(request: &HttpRequest, at: usize) -> Result<T, ApiError> {
    let text = request.match_info().iter().nth(at).map(|(_, value)| value).unwrap_or_default();
    text.parse().map_err(|_| ApiError::not_found("Cet élément"))
}

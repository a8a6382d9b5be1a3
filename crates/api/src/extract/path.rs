//! Extracts identifiers from paths.

use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::who::{Extracted, after_caller};
use crate::error::ApiError;

/// The first parameter of the path. A malformed identifier answers 404.
pub struct Id<T>(pub T);

impl<T: FromStr + 'static> FromRequest for Id<T> {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().iter().next().map(|(_, value)| value).unwrap_or_default();
        let id = text.parse().map(Id).map_err(|_| ApiError::not_found("Cet élément"));
        after_caller(request, async move { id })
    }
}

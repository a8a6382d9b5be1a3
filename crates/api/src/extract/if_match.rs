//! Extracts the `If-Match` header: the version that a change starts from (RFC 9110 §13.1.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, ETag, EntityTag, Header as _};
use actix_web::{FromRequest, HttpRequest};

use super::Caller;
use crate::error::{ApiError, ApiResult, ErrorCode};

/// Suffixes that servers append to the tag of a compressed response: Apache writes `"v1-gzip"`, Caddy `"v1-br"`,
/// Jetty `"v1--gzip"`, older Apaches `"v1;gzip"`.
const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];

/// The optional `If-Match` header. The caller is checked first; [`IfMatch::required`] reports a missing header in the
/// handler.
pub struct IfMatch(Option<header::IfMatch>);

/// The versions that a change may start from.
#[derive(Debug)]
pub struct Versions(header::IfMatch);

impl IfMatch {
    /// Returns the versions.
    ///
    /// # Errors
    /// 428 without the header, 400 when it holds neither `*` nor an entity tag.
    pub fn required(self) -> ApiResult<Versions> {
        let missing = (
            "Donnez dans If-Match l’ETag de la fiche que vous avez lue.",
            "Give in If-Match the ETag of the record that you read.",
        );
        let unreadable = (
            "L’en-tête If-Match se lit « * » ou comme un ETag entre guillemets : \"v1\".",
            "The header If-Match is * or an ETag in quotes: \"v1\".",
        );
        match self.0 {
            None => Err(ApiError::new(ErrorCode::ConditionRequise, missing)),
            Some(header::IfMatch::Items(tags)) if tags.is_empty() => {
                Err(ApiError::new(ErrorCode::RequeteInvalide, unreadable))
            }
            Some(versions) => Ok(Versions(versions)),
        }
    }

    /// Returns the versions; `None` without the header.
    ///
    /// # Errors
    /// 400 when the header holds neither `*` nor an entity tag.
    pub fn given(self) -> ApiResult<Option<Versions>> {
        if self.0.is_none() { Ok(None) } else { self.required().map(Some) }
    }

    /// Returns the versions that a person must give. A program may leave the header out: any version then suits.
    ///
    /// # Errors
    /// The errors of [`Self::required`].
    pub fn required_of(self, caller: &Caller) -> ApiResult<Versions> {
        match (caller, &self.0) {
            (Caller::Machine(_), None) => Ok(Versions(header::IfMatch::Any)),
            _ => self.required(),
        }
    }
}

/// Builds the `ETag` of a version, which `If-Match` repeats.
pub fn etag(version: i32) -> ETag {
    ETag(EntityTag::new_strong(format!("v{version}")))
}

impl Versions {
    /// Returns true when a record of this version may be changed, see [`Self::allow`].
    pub fn allow_version(&self, version: i32) -> bool {
        self.allow(&etag(version).0)
    }

    /// Returns true when a record of this version may be changed. Tags are version numbers, not digests: a proxy that
    /// compresses makes a tag weak or appends a suffix, but the version stays. The comparison is therefore weak,
    /// unlike RFC 9110 §13.1.1.
    pub fn allow(&self, current: &EntityTag) -> bool {
        match &self.0 {
            header::IfMatch::Any => true,
            header::IfMatch::Items(tags) => tags.iter().any(|tag| without_coding(tag.tag()) == current.tag()),
        }
    }
}

/// Strips the compression suffix of a tag.
fn without_coding(tag: &str) -> &str {
    let uncoded = CODINGS.iter().find_map(|coding| tag.strip_suffix(coding)?.strip_suffix(['-', ';']));
    uncoded.map_or(tag, |uncoded| uncoded.trim_end_matches('-'))
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.headers().contains_key(header::IF_MATCH);
        // An unreadable header holds no tag.
        let none = || header::IfMatch::Items(Vec::new());
        ready(Ok(Self(given.then(|| header::IfMatch::parse(request).unwrap_or_else(|_| none())))))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn versions(header: &str) -> ApiResult<Versions> {
        let request = TestRequest::default().insert_header((header::IF_MATCH, header)).to_http_request();
        IfMatch::from_request(&request, &mut Payload::None).into_inner()?.required()
    }

    #[test]
    fn a_tag_is_a_version_whatever_a_proxy_made_of_it() {
        let current = EntityTag::new_strong("v1".to_owned());
        for header in [
            "\"v1\"",
            "W/\"v1\"",
            "\"v1-gzip\"",
            "W/\"v1-gzip\"",
            "\"v1-br\"",
            "\"v1;gzip\"",
            "\"v1--gzip\"",
            "\"v1-zstd\"",
            "\"v0\", W/\"v1\"",
            "*",
        ] {
            assert!(versions(header).unwrap().allow(&current), "{header}");
        }
        for header in
            ["\"v2\"", "W/\"v11\"", "\"v1-x\"", "\"v1gzip\"", "\"-gzip\"", "\"gzip\"", "\"\"", "\"V1\""]
        {
            assert!(!versions(header).unwrap().allow(&current), "{header}");
        }
    }

    #[test]
    fn a_header_without_a_tag_is_a_bad_request() {
        for header in ["", "v1", "1", "\"v1", "v1\"", "w/\"v1\"", "**"] {
            assert_eq!(versions(header).unwrap_err().code, ErrorCode::RequeteInvalide, "{header}");
        }
    }
}

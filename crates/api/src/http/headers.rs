//! Security headers of responses, and limits on the size of requests.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{ResponseError as _, web};

use super::path;
use crate::error::{ApiError, ErrorCode};
use crate::state::AppState;

/// Maximum size of a path with its query, in bytes.
const URL_LIMIT: usize = 8 * 1024;
/// Maximum size of all headers, names included, in bytes.
const HEADERS_LIMIT: usize = 32 * 1024;

const POLICY: HeaderName = HeaderName::from_static("content-security-policy");
/// Content security policy of API responses, which are never pages.
const DATA_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// Content security policy of the pages that show the OpenAPI document: own scripts, none inline.
const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Headers of every response.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Adds security headers to a response; a response with its own content security policy keeps it.
pub async fn protect<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let is_docs = path::decoded(request.request()).starts_with("/api/docs/");
    let state = request.app_data::<web::Data<AppState>>();
    let is_https = state.is_some_and(|state| state.config.http.is_https());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if is_https {
        // Two years with all subdomains, as the preload lists of browsers require (RFC 6797 §6.1).
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(HeaderName::from_static("strict-transport-security"), value);
    }
    if let Some(named) = headers.get(CONTENT_TYPE).and_then(name_charset) {
        headers.insert(CONTENT_TYPE, named);
    }
    // Responses hold personal data unless they say otherwise, so that browsers and proxies must not store them.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key(POLICY) {
        headers.insert(POLICY, if is_docs { DOCS_POLICY } else { DATA_POLICY });
    }
    Ok(response)
}

/// Adds the charset to the content type of a text, so that browsers do not guess it. JSON has no such parameter (RFC
/// 8259 §11).
fn name_charset(content_type: &HeaderValue) -> Option<HeaderValue> {
    let text = content_type.to_str().ok()?;
    let essence = text.split(';').next()?.trim().to_ascii_lowercase();
    let is_text = essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml");
    let lacks = is_text && !text.to_ascii_lowercase().contains("charset=");
    lacks.then(|| HeaderValue::try_from(format!("{text}; charset=utf-8")).ok()).flatten()
}

/// Refuses a request whose URL or headers exceed the limits.
pub async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let error = if request.uri().to_string().len() > URL_LIMIT {
        ApiError::new(
            ErrorCode::AdresseTropLongue,
            ("L’adresse dépasse 8 ko.", "The address is longer than 8 kB."),
        )
    } else if headers_length(&request) > HEADERS_LIMIT {
        ApiError::new(
            ErrorCode::EnTetesTropGrands,
            ("Les en-têtes dépassent 32 ko.", "The headers are larger than 32 kB."),
        )
    } else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    Ok(request.into_response(error.error_response()))
}

fn headers_length(request: &ServiceRequest) -> usize {
    request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_their_encoding_and_nothing_else_does() {
        let named = |text| name_charset(&HeaderValue::from_static(text));
        for text in ["text/event-stream", "text/html", "text/css", "image/svg+xml", "application/xml"] {
            assert_eq!(named(text).unwrap(), format!("{text}; charset=utf-8"));
        }
        for other in [
            "text/html; charset=utf-8",
            "Text/Plain; version=0.0.4; Charset=UTF-8",
            "application/json",
            "application/problem+json",
            "application/wasm",
            "image/png",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}

//! Handles methods per address: HEAD for every GET (RFC 9110 §9.1), and 405 with `Allow` for other methods (§15.5.6).

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _, HttpResponse, ResponseError as _};
use utoipa::openapi::PathItem;
use utoipa::openapi::path::Operation;

use crate::error::{ApiError, ErrorCode};
use crate::extract::HeadOnly;
use crate::openapi;

/// The paths of the OpenAPI document.
struct Table {
    /// Paths without parameters; they take precedence (OpenAPI 3.1 §4.8.8).
    fixed: HashMap<&'static str, &'static PathItem>,
    /// Paths with parameters.
    templates: Vec<(ResourceDef, &'static PathItem)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let paths = openapi::document().paths.paths.iter().map(|(path, item)| (path.as_str(), item));
    let (templates, fixed): (Vec<_>, Vec<_>) = paths.partition(|(path, _)| path.contains('{'));
    let templates = templates.into_iter().map(|(path, item)| (ResourceDef::new(path), item)).collect();
    Table { fixed: fixed.into_iter().collect(), templates }
});

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let known = [
        ("DELETE", &item.delete),
        ("GET", &item.get),
        ("PATCH", &item.patch),
        ("POST", &item.post),
        ("PUT", &item.put),
    ];
    known.into_iter().filter_map(|(name, operation)| Some((name, operation.as_ref()?)))
}

fn template(path: &str) -> Option<&'static PathItem> {
    TABLE.templates.iter().find(|(template, _)| template.is_match(path)).map(|(_, item)| *item)
}

/// Returns the documented operation of a request.
pub fn operation(method: &Method, path: &str) -> Option<&'static Operation> {
    let item = TABLE.fixed.get(path).copied().or_else(|| template(path))?;
    operations(item).find(|(name, _)| *name == method.as_str()).map(|(_, operation)| operation)
}

/// Answers HEAD as GET, without the body.
pub async fn head(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if *request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    request.extensions_mut().insert(HeadOnly);
    request.head_mut().method = Method::GET;
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| BoxBody::new(NoContent(body.size()))))
}

/// A body that announces its size but sends nothing.
struct NoContent(BodySize);

impl MessageBody for NoContent {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

/// Refuses unsupported methods of a fixed path, which a path with a parameter would otherwise match.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match TABLE.fixed.get(request.path()) {
        Some(item) if operations(item).all(|(name, _)| name != request.method().as_str()) => {
            Ok(request.into_response(refusal_of(item)))
        }
        _ => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Returns the 405 for a path with parameters; `None` when the path is unknown.
pub fn refusal(path: &str) -> Option<HttpResponse> {
    template(path).map(refusal_of)
}

fn refusal_of(item: &PathItem) -> HttpResponse {
    let mut allowed: Vec<_> = operations(item).map(|(name, _)| name).collect();
    if let Some(at) = allowed.iter().position(|name| *name == "GET") {
        allowed.insert(at + 1, "HEAD");
    }
    let allowed = allowed.join(", ");
    let detail = (format!("Cette adresse accepte : {allowed}."), format!("This address accepts: {allowed}."));
    let error = ApiError::new(ErrorCode::MethodeNonAutorisee, detail);
    let mut response = error.error_response();
    if let Ok(value) = allowed.parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

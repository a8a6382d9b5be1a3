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
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{PathItem, RefOr};

use super::path;
use crate::error::{ApiError, ErrorCode};
use crate::extract::HeadOnly;
use crate::openapi;

/// The paths of the OpenAPI document, with what each request needs to know of their operations.
struct Table {
    /// Paths without parameters; they take precedence (OpenAPI 3.1 §4.8.8).
    fixed: HashMap<String, Vec<Known>>,
    /// Paths with parameters.
    templates: Vec<(ResourceDef, Vec<Known>)>,
}

/// An operation of the document.
pub struct Known {
    method: &'static str,
    /// True when no login and no key is necessary.
    pub is_public: bool,
    /// Names of the query parameters.
    pub query: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let paths = openapi::paths().paths.into_iter().map(|(path, item)| (path, operations(&item)));
    let (templates, fixed): (Vec<_>, Vec<_>) = paths.partition(|(path, _)| path.contains('{'));
    let templates = templates.into_iter().map(|(path, item)| (ResourceDef::new(path), item)).collect();
    Table { fixed: fixed.into_iter().collect(), templates }
});

/// Reads the paths of the document, so that the first request need not wait for it.
pub fn prepare() {
    LazyLock::force(&TABLE);
}

fn operations(item: &PathItem) -> Vec<Known> {
    let known = [
        ("DELETE", &item.delete),
        ("GET", &item.get),
        ("PATCH", &item.patch),
        ("POST", &item.post),
        ("PUT", &item.put),
    ];
    let of = |(method, operation): (&'static str, &Option<Operation>)| {
        let operation = operation.as_ref()?;
        let is_public = operation.security.as_ref().is_none_or(Vec::is_empty);
        Some(Known { method, is_public, query: query_parameters(operation) })
    };
    known.into_iter().filter_map(of).collect()
}

fn query_parameters(operation: &Operation) -> Vec<String> {
    let named = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) if matches!(parameter.parameter_in, ParameterIn::Query) => {
            Some(parameter.name.clone())
        }
        _ => None,
    });
    named.collect()
}

/// A path of the document, with its operations.
type Documented = (&'static str, &'static [Known]);

fn fixed(request: &HttpRequest) -> Option<Documented> {
    let (path, item) = TABLE.fixed.get_key_value(path::decoded(request))?;
    Some((path, item))
}

fn template(request: &HttpRequest) -> Option<Documented> {
    let path = path::decoded(request);
    let (template, item) = TABLE.templates.iter().find(|(template, _)| template.is_match(path))?;
    Some((template.pattern()?, item))
}

fn documented(request: &HttpRequest) -> Option<Documented> {
    fixed(request).or_else(|| template(request))
}

/// Returns the documented path of a request, such as `/api/prospects/{idProspect}`.
pub fn route(request: &HttpRequest) -> Option<&'static str> {
    documented(request).map(|(path, _)| path)
}

/// Returns the documented operation of a request.
pub fn operation(request: &HttpRequest) -> Option<&'static Known> {
    let (_, item) = documented(request)?;
    item.iter().find(|operation| operation.method == request.method().as_str())
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
    match fixed(request.request()) {
        Some((_, item)) if item.iter().all(|operation| operation.method != request.method().as_str()) => {
            Ok(request.into_response(refusal_of(item)))
        }
        _ => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Returns the 405 for a path with parameters; `None` when the path is unknown.
pub fn refusal(request: &HttpRequest) -> Option<HttpResponse> {
    template(request).map(|(_, item)| refusal_of(item))
}

fn refusal_of(item: &[Known]) -> HttpResponse {
    let mut allowed: Vec<_> = item.iter().map(|operation| operation.method).collect();
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

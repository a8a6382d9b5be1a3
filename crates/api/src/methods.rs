//! The methods of each address: another one is refused with those that are taken (RFC 9110 §15.5.6).

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::header::ALLOW;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError as _};
use utoipa::openapi::PathItem;

use crate::error::{ApiError, ErrorCode};
use crate::openapi;

/// The methods that the document knows, by address.
struct Table {
    /// Addresses without a parameter. They stand before those with one (OpenAPI 3.1 §4.8.8).
    fixed: HashMap<&'static str, Vec<&'static str>>,
    /// Addresses with parameters.
    templates: Vec<(ResourceDef, Vec<&'static str>)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let paths = openapi::document().paths.paths.iter().map(|(path, item)| (path.as_str(), methods(item)));
    let (templates, fixed): (Vec<_>, Vec<_>) = paths.partition(|(path, _)| path.contains('{'));
    let templates = templates.into_iter().map(|(path, all)| (ResourceDef::new(path), all)).collect();
    Table { fixed: fixed.into_iter().collect(), templates }
});

fn methods(item: &PathItem) -> Vec<&'static str> {
    let known = [("DELETE", &item.delete), ("GET", &item.get), ("PATCH", &item.patch), ("POST", &item.post)];
    known.into_iter().filter(|(_, operation)| operation.is_some()).map(|(name, _)| name).collect()
}

/// Refuses another method than those of a fixed address, which an address with a parameter would take for a value.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match TABLE.fixed.get(request.path()) {
        Some(allowed) if !allowed.contains(&request.method().as_str()) => {
            Ok(request.into_response(refusal_of(allowed)))
        }
        _ => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// The refusal of an address that has methods, but not the one that was used; none for an address that has none.
pub fn refusal(path: &str) -> Option<HttpResponse> {
    TABLE
        .templates
        .iter()
        .find(|(template, _)| template.is_match(path))
        .map(|(_, allowed)| refusal_of(allowed))
}

fn refusal_of(allowed: &[&str]) -> HttpResponse {
    let allowed = allowed.join(", ");
    let error = ApiError::new(ErrorCode::MethodeNonAutorisee, format!("Cette adresse accepte : {allowed}."));
    let mut response = error.error_response();
    if let Ok(value) = allowed.parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

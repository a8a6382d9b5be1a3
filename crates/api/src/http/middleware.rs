//! Wraps every request: identifier, log line, and problem documents for all errors.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, ResponseError};
use common::Problem;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::methods;
use crate::error::{ApiError, ErrorCode, Language, PROBLEM_JSON, Told};
use crate::metrics;

/// Response header with the request's identifier, which is the `traceId` of problems.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The tracing span of a request. It omits path, query, address and user agent, which may hold personal data; the
/// route's pattern is enough.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!("request", method = %request.method(), request_id = id.map(tracing::field::display))
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, actix_web::Error>) {}
}

/// Sends every error as a problem document with its `traceId`, and writes the log line of the request.
pub async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let counted = metrics::Request::begin(request.method());
    let id = request.extensions().get::<RequestId>().copied();
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let mut code = None;
    if is_error(response.status()) {
        let told = response.response_mut().extensions_mut().remove::<Told>();
        if let Some(told) = told.or_else(|| foreign_problem(&response)) {
            let (mut problem, languages) = told.tell(Language::of(response.request()));
            problem.trace_id.clone_from(&id);
            code = Some(problem.code.as_str().to_owned());
            response = with_problem(response, &problem, languages);
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let route = route(response.request());
    tracing::info!(
        route = route.as_deref().unwrap_or_default(),
        status = response.status().as_u16(),
        code,
        duration_ms = u64::try_from(counted.elapsed().as_millis()).unwrap_or(u64::MAX),
        "served"
    );
    counted.answered(route, response.status());
    Ok(response)
}

/// Returns the pattern of the route of a request, even of one that is answered before the routes.
fn route(request: &HttpRequest) -> Option<String> {
    request.match_pattern().or_else(|| methods::route(request).map(str::to_owned))
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// Builds the problem of an error that the framework produced.
fn foreign_problem<B>(response: &ServiceResponse<B>) -> Option<Told> {
    let mut error = match response.status() {
        StatusCode::NOT_FOUND => ApiError::not_found("Cette adresse"),
        StatusCode::METHOD_NOT_ALLOWED => ApiError::new(
            ErrorCode::MethodeNonAutorisee,
            ("Cette méthode n’est pas prévue à cette adresse.", "This address does not accept this method."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            ErrorCode::ChargeTropGrande,
            ("Le contenu est trop volumineux.", "The content is too large."),
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::new(
            ErrorCode::TypeNonSupporte,
            (
                "Envoyez du JSON (Content-Type: application/json).",
                "Send JSON (Content-Type: application/json).",
            ),
        ),
        status if status.is_server_error() => {
            ApiError::internal(anyhow::anyhow!("answered {status} by the framework"))
        }
        _ => ApiError::new(
            ErrorCode::RequeteInvalide,
            ("La requête n’a pas pu être lue.", "The request could not be read."),
        ),
    }
    .error_response();
    error.extensions_mut().remove::<Told>()
}

fn with_problem<B>(
    response: ServiceResponse<B>,
    problem: &Problem,
    languages: &'static str,
) -> ServiceResponse<BoxBody> {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = response.map_body(|_, _| BoxBody::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(languages));
    headers.append(VARY, HeaderValue::from_static("Accept-Language"));
    response
}

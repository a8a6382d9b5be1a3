//! Rejects requests with a 503 until the database is available.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{ResponseError as _, web};

use super::path;
use crate::error::{ApiError, ErrorCode};
use crate::state::AppState;

/// Rejects requests with a 503 while the gate is closed, except health checks.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_open = request.app_data::<web::Data<AppState>>().is_some_and(|state| state.gate.is_open());
    let path = path::decoded(request.request());
    if is_open || path.starts_with("/sante/") || path == "/metrics" {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let detail = (
        "Le service démarre et attend sa base de données. Réessayez dans quelques secondes.",
        "The service is starting and waits for its database. Try again in a few seconds.",
    );
    let error = ApiError::new(ErrorCode::ServiceIndisponible, detail).retry_after(2);
    Ok(request.into_response(error.error_response()))
}

//! `GET /metrics`.

use actix_web::{HttpResponse, get, web};

use crate::extract::N8nKey;
use crate::metrics::CONTENT_TYPE;
use crate::state::AppState;

/// What Prometheus reads, with n8n's key in `X-API-Key`.
///
/// `METRICS_ADDR` opens a port of its own where no key is asked for.
#[utoipa::path(
    tag = "Santé",
    operation_id = "getMetrics",
    responses((status = 200, description = "Prometheus' text format", body = String, content_type = "text/plain")),
    security(("cleApi" = [])),
)]
#[get("/metrics")]
pub async fn get_metrics(_: N8nKey, state: web::Data<AppState>) -> HttpResponse {
    scrape(state).await
}

/// The same for those who reach the port that is for it alone.
pub async fn scrape(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(state.metrics.render(&state).await)
}

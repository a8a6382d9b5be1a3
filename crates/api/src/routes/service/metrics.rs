//! `GET /metrics`.

use actix_web::{HttpResponse, get, web};

use crate::extract::{Key, ReadMetrics};
use crate::metrics::CONTENT_TYPE;
use crate::state::AppState;

/// Returns the metrics for Prometheus; requires n8n's key in `X-API-Key`, or a key with the scope `metriques:lire`.
///
/// `METRICS_ADDR` opens a separate port that requires no key.
#[utoipa::path(
    tag = "Sante",
    operation_id = "getMetrics",
    responses((status = 200, description = "Prometheus' text format", body = String, content_type = "text/plain")),
    security(("cleApi" = [])),
)]
#[get("/metrics")]
pub async fn get_metrics(_: Key<ReadMetrics>, state: web::Data<AppState>) -> HttpResponse {
    scrape(state).await
}

/// Returns the metrics on the separate port, without a key.
pub async fn scrape(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(state.metrics.render(&state).await)
}

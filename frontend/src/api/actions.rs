//! Actions: what is asked of n8n. Each request answers 202 with the action; its end comes by the stream.

use common::Action;
use common::action::ConvertirCandidatRequest;
use serde::Serialize;

use super::{ApiError, IdempotencyKey, http};

#[derive(Serialize)]
struct Nothing {}

/// Asks to convert a prospect into a candidate.
pub(crate) async fn convert(
    request: &ConvertirCandidatRequest,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post("/api/prospects/convertir-candidat", request, Some(key)).await
}

/// Takes a failed action up again, as a new one.
pub(crate) async fn relaunch(id_conversion: i64, key: &IdempotencyKey) -> Result<Action, ApiError> {
    http::post(&format!("/api/actions/{id_conversion}/relance"), &Nothing {}, Some(key)).await
}

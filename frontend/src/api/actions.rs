//! Requests for actions. Each answers 202 with the action; its end arrives through the stream.

use common::action::{ConvertirCandidatRequest, RelancerActionRequest};
use common::{Action, ActionDetail, IdAction, IdProspect};
use serde::Serialize;

use super::{ApiError, IdempotencyKey, http};
use crate::model::wish::Wish;
use crate::query_string::QueryString;

#[derive(Serialize)]
struct Nothing {}

/// Requests the conversion of a prospect.
pub(crate) async fn convert(
    request: &ConvertirCandidatRequest,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post("/api/prospects/convertir-candidat", request, Some(key)).await
}

/// Restarts a failed action as a new one.
pub(crate) async fn relaunch(
    id_conversion: IdAction,
    request: &RelancerActionRequest,
    key: &IdempotencyKey,
) -> Result<Action, ApiError> {
    http::post(&format!("/api/actions/{id_conversion}/relance"), request, Some(key)).await
}

/// Requests another action for a prospect.
pub(crate) async fn ask(id: &IdProspect, wish: &Wish, key: &IdempotencyKey) -> Result<Action, ApiError> {
    let path = |verb: &str| format!("/api/prospects/{id}/{verb}");
    match wish {
        Wish::Dossier(request) => http::post(&path("send-dossier"), request, Some(key)).await,
        Wish::Devis => http::post(&path("generate-devis"), &Nothing {}, Some(key)).await,
        Wish::Email(request) => http::post(&path("send-email"), request, Some(key)).await,
    }
}

/// Fetches an action with all its events.
pub(crate) async fn detail(id_conversion: IdAction) -> Result<ActionDetail, ApiError> {
    http::get(&format!("/api/actions/{id_conversion}"), &QueryString::new()).await
}

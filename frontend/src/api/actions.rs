//! Requests for actions. Each answers 202 with the action; its end arrives through the stream.

use common::action::{ConvertirCandidatRequest, RelancerActionRequest};
use common::{Action, ActionDetail, IdAction, IdProspect};
use serde::Serialize;

use super::{IdempotencyKey, Reply, http};
use crate::model::wish::Wish;
use crate::query_string::QueryString;

#[derive(Serialize)]
struct Nothing {}

/// Requests the conversion of a prospect.
pub(crate) fn convert(request: &ConvertirCandidatRequest, key: &IdempotencyKey) -> Reply<Action> {
    http::post("/api/prospects/convertir-candidat", request, Some(key))
}

/// Restarts a failed action as a new one.
pub(crate) fn relaunch(
    id_conversion: IdAction,
    request: &RelancerActionRequest,
    key: &IdempotencyKey,
) -> Reply<Action> {
    http::post(&format!("/api/actions/{id_conversion}/relance"), request, Some(key))
}

/// Requests another action for a prospect.
pub(crate) fn ask(id: &IdProspect, wish: &Wish, key: &IdempotencyKey) -> Reply<Action> {
    let path = |verb: &str| format!("/api/prospects/{id}/{verb}");
    match wish {
        Wish::Dossier(request) => http::post(&path("send-dossier"), request, Some(key)),
        Wish::Devis => http::post(&path("generate-devis"), &Nothing {}, Some(key)),
        Wish::Email(request) => http::post(&path("send-email"), request, Some(key)),
    }
}

/// Fetches an action with all its events.
pub(crate) fn detail(id_conversion: IdAction) -> Reply<ActionDetail> {
    http::get(&format!("/api/actions/{id_conversion}"), &QueryString::new())
}

//! Requests for actions. Each answers 202 with the action; its end arrives through the stream. The action can be undone
//! until its grace is over.

use std::cell::Cell;

use common::action::{
    ConvertProspectRequest, GenerateDevisRequest, RelaunchActionRequest, SendDossierRequest, SendEmailRequest,
};
use common::{Action, ActionDetail, IdAction, IdProspect};
use serde_json::Map;

use super::{IdempotencyKey, Reply, http};
use crate::model::wish::Wish;
use crate::query_string::QueryString;

thread_local! {
    static GRACE: Cell<u32> = const { Cell::new(0) };
}

/// Remembers the grace of the actions, in seconds, which the service tells with the login.
pub(super) fn set_grace(seconds: u32) {
    GRACE.set(seconds);
}

/// Returns the grace of the actions, in seconds; `None` when they leave at once.
pub(crate) fn grace() -> Option<u32> {
    Some(GRACE.get()).filter(|seconds| *seconds > 0)
}

/// Requests the conversion of a prospect.
pub(crate) fn convert(request: &ConvertProspectRequest, key: &IdempotencyKey) -> Reply<Action> {
    let request = ConvertProspectRequest { delai_annulation_s: grace(), ..request.clone() };
    http::post("/api/prospects/convertir-candidat", &request, Some(key))
}

/// Restarts a failed action as a new one.
pub(crate) fn relaunch(
    id_conversion: IdAction,
    request: &RelaunchActionRequest,
    key: &IdempotencyKey,
) -> Reply<Action> {
    let request = RelaunchActionRequest { delai_annulation_s: grace(), ..request.clone() };
    http::post(&format!("/api/actions/{id_conversion}/relance"), &request, Some(key))
}

/// Undoes an action that has not left.
pub(crate) fn undo(id_conversion: IdAction) -> Reply<Action> {
    http::post(&format!("/api/actions/{id_conversion}/annulation"), &Map::new(), None)
}

/// Requests another action for a prospect.
pub(crate) fn ask(id: &IdProspect, wish: &Wish, key: &IdempotencyKey) -> Reply<Action> {
    let path = |verb: &str| format!("/api/prospects/{id}/{verb}");
    let delai_annulation_s = grace();
    match wish {
        Wish::Dossier(request) => {
            let request = SendDossierRequest { delai_annulation_s, ..request.clone() };
            http::post(&path("send-dossier"), &request, Some(key))
        }
        Wish::Devis => {
            http::post(&path("generate-devis"), &GenerateDevisRequest { delai_annulation_s }, Some(key))
        }
        Wish::Email(request) => {
            let request = SendEmailRequest { delai_annulation_s, ..request.clone() };
            http::post(&path("send-email"), &request, Some(key))
        }
    }
}

/// Fetches an action with all its events.
pub(crate) fn detail(id_conversion: IdAction) -> Reply<ActionDetail> {
    http::get(&format!("/api/actions/{id_conversion}"), &QueryString::new())
}

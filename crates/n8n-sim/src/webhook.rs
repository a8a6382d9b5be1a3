//! The webhooks: authentication, fault, response, start of the workflow.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::callback::Target;
use crate::envelope::Envelope;
use crate::journal::{Answer, Call};
use crate::outcome::Execution;
use crate::sim::State;
use crate::workflow::{self, Run};
use crate::{Fault, FaultMode, TypeAction, connections};

/// Maximum size of a body that n8n reads, in bytes.
pub(crate) const MAX_BODY: usize = 16 * 1024 * 1024;

/// Headers stored in the journal, without the key.
const KEPT_HEADERS: [&str; 5] =
    ["content-type", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature"];

/// The `typeAction` of a test ping.
const CANARI: &str = "CANARI";

const STARTED: &str = r#"{"message":"Workflow was started"}"#;
const STARTING_PAGE: &str = "<!DOCTYPE html><html><head><title>n8n is starting up</title></head>\
    <body>n8n is starting up. Please wait</body></html>";

/// The kind of response.
enum Reply {
    Started,
    /// The response to a canari, with the workflow's identifiers.
    Canari(Execution),
    WrongKey,
    WrongSignature,
    NotJson,
    Fault(Fault),
}

/// The handling of a webhook.
struct Decision {
    reply: Reply,
    call: Call,
    run: Option<Run>,
}

/// Handles `POST /webhook/{path}`.
pub(crate) async fn receive(
    request: HttpRequest,
    path: web::Path<String>,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<State>,
) -> HttpResponse {
    let Some(action) = TypeAction::from_path(&path) else {
        return not_registered(&request, &path);
    };
    let Ok(body) = body else {
        return json_answer(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({ "message": "Failed to parse request body" }),
        );
    };
    let state = state.into_inner();
    let Decision { reply, call, run } = decide(&state, action, request.headers(), &body);
    tracing::info!(
        ?action,
        webhook_id = call.headers.get("webhook-id"),
        started = call.started,
        duplicate = call.duplicate,
        fault = ?call.fault,
        note = call.note,
        "webhook"
    );
    let seq = state.journal.open_call(call);
    let (delay, early) = timing(&reply, run.as_ref());
    if let Some(run) = run {
        let end = state.runs.spawn(workflow::execute(Arc::clone(&state), run));
        if early {
            // Nothing is ever sent: the error means that the workflow has ended.
            let _ = end.await;
        }
    }
    sleep(delay).await;
    answer(&request, &state, seq, &reply)
}

/// Answers any other method or path under `/webhook`, as n8n does.
pub(crate) async fn unknown(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    not_registered(&request, &path)
}

/// Returns the delay of the response, and true when it waits for the end of the workflow.
fn timing(reply: &Reply, run: Option<&Run>) -> (Duration, bool) {
    let early = run.and_then(|run| run.fault.as_ref()).is_some_and(|fault| fault.mode == FaultMode::Early);
    match reply {
        Reply::Fault(fault) => (fault.delay(), early),
        _ => (Duration::ZERO, early),
    }
}

fn decide(state: &Arc<State>, action: TypeAction, headers: &HeaderMap, body: &[u8]) -> Decision {
    let mut call = new_call(action, headers, body);
    call.api_key_valid = state.gate.key_is_valid(headers);
    if !call.api_key_valid {
        return Decision { reply: Reply::WrongKey, call, run: None };
    }
    let signature = state.gate.check_signature(headers, body);
    call.signature_valid = signature.as_ref().map(Result::is_ok);
    if let Some(Err(error)) = signature {
        call.note = Some(error.to_string());
        return Decision { reply: Reply::WrongSignature, call, run: None };
    }
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        call.note = Some("the body is not JSON".to_owned());
        return Decision { reply: Reply::NotJson, call, run: None };
    };
    if json["typeAction"] == CANARI {
        return decide_canari(state, call);
    }
    decide_run(state, call, json)
}

/// Handles a test ping: nothing runs and no rule is used up; only permanent faults apply.
fn decide_canari(state: &Arc<State>, mut call: Call) -> Decision {
    call.canari = true;
    let fault = state.faults.lasting(call.type_action);
    call.fault = fault.as_ref().map(|fault| fault.mode);
    let reply = match fault {
        Some(fault) if fault.mode == FaultMode::IgnoresCanari => Reply::Started,
        Some(fault) => Reply::Fault(fault),
        None => Reply::Canari(Execution::new(call.type_action, state.next_execution())),
    };
    Decision { reply, call, run: None }
}

/// Handles an authenticated call: picks the fault, then starts a workflow unless the webhook is a duplicate.
fn decide_run(state: &Arc<State>, mut call: Call, json: Value) -> Decision {
    let id_prospect = json["idProspect"].as_str().map(ToOwned::to_owned);
    let webhook_id = call.headers.get("webhook-id").cloned();
    let url = json["urlRappel"].as_str().unwrap_or_default().to_owned();
    // Held until the identifier is stored, so that of two concurrent webhooks one is the duplicate.
    let mut accepted = crate::lock(&state.accepted);
    // Identifiers of services at different URLs must not collide.
    let key = webhook_id.map(|id| (url, id));
    call.duplicate = key.as_ref().is_some_and(|key| accepted.contains(key));
    let fault = state.faults.take(call.type_action, id_prospect.as_deref(), call.duplicate);
    call.fault = fault.as_ref().map(|fault| fault.mode);
    let runnable = fault.as_ref().is_none_or(|fault| fault.mode.runs() || fault.mode == FaultMode::Silence);
    if runnable && let Some(key) = key {
        accepted.insert(key);
    }
    drop(accepted);
    let calls_back = fault.as_ref().is_none_or(|fault| fault.mode.runs());
    let run = if calls_back && !call.duplicate {
        match new_run(state, call.type_action, json, fault.clone()) {
            Ok(run) => Some(run),
            Err(note) => {
                call.note = Some(note);
                None
            }
        }
    } else {
        None
    };
    call.started = run.is_some();
    let reply = fault.filter(|fault| fault.mode.is_in_the_answer()).map_or(Reply::Started, Reply::Fault);
    Decision { reply, call, run }
}

/// Prepares a run. n8n starts on any data and fails inside, without a callback; a note records that.
fn new_run(state: &State, action: TypeAction, json: Value, fault: Option<Fault>) -> Result<Run, String> {
    let envelope: Envelope = serde_json::from_value(json).map_err(|error| format!("envelope: {error}"))?;
    let target = Target::new(envelope.id_conversion, &envelope.url_rappel)?;
    let execution = Execution::new(action, state.next_execution());
    Ok(Run { action, envelope, target, execution, fault })
}

fn new_call(action: TypeAction, headers: &HeaderMap, body: &[u8]) -> Call {
    let kept: BTreeMap<_, _> = KEPT_HEADERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), headers.get(*name)?.to_str().ok()?.to_owned())))
        .collect();
    Call {
        seq: 0,
        type_action: action,
        received_at: Utc::now(),
        answered_at: None,
        headers: kept,
        api_key_valid: false,
        signature_valid: None,
        duplicate: false,
        canari: false,
        started: false,
        fault: None,
        body: serde_json::from_slice(body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned())),
        answer: None,
        note: None,
    }
}

fn answer(request: &HttpRequest, state: &State, seq: u64, reply: &Reply) -> HttpResponse {
    let (status, content_type, body) = match reply {
        Reply::WrongKey => (403, "text/plain", "Authorization data is wrong!".to_owned()),
        Reply::WrongSignature => {
            (401, "application/json", json!({ "erreur": "SIGNATURE_INVALIDE" }).to_string())
        }
        Reply::Canari(execution) => {
            let answer = json!({ "canari": true, "workflowId": execution.workflow_id, "executionId": execution.execution_id });
            (200, "application/json", answer.to_string())
        }
        Reply::NotJson => {
            (422, "application/json", json!({ "message": "Failed to parse request body" }).to_string())
        }
        Reply::Fault(fault) if fault.mode == FaultMode::Refuse => return refuse(request, state, seq),
        Reply::Fault(fault) if fault.mode == FaultMode::Html => (200, "text/html", STARTING_PAGE.to_owned()),
        Reply::Fault(fault) if fault.mode == FaultMode::Status => {
            let status = fault.status.unwrap_or(500);
            (status, "application/json", json!({ "code": status, "message": "Fault on demand" }).to_string())
        }
        Reply::Started | Reply::Fault(_) => (200, "application/json", STARTED.to_owned()),
    };
    state.journal.close_call(seq, Answer { status: Some(status), body: body.clone() });
    // Statuses are validated when a rule is added.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    if let Reply::Fault(Fault { mode: FaultMode::Status, retry_after_s: Some(seconds), .. }) = reply {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    response.content_type(content_type).body(body)
}

/// Cuts the connection, so that no response arrives.
fn refuse(request: &HttpRequest, state: &State, seq: u64) -> HttpResponse {
    state.journal.close_call(seq, Answer { status: None, body: String::new() });
    connections::cut(request);
    HttpResponse::InternalServerError().finish()
}

fn not_registered(request: &HttpRequest, path: &str) -> HttpResponse {
    let method = request.method();
    json_answer(
        StatusCode::NOT_FOUND,
        &json!({
            "code": 404,
            "message": format!("The requested webhook \"{method} {path}\" is not registered."),
            "hint": "The workflow must be active for a production URL to run successfully.",
        }),
    )
}

fn json_answer(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).json(body)
}

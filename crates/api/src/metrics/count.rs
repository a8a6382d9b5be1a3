//! Counters and histograms of events.

use actix_web::http::{Method, StatusCode};
use common::rappel::CompleteActionResponse;
use common::{StatutAction, TypeAction};
use metrics::{counter, gauge, histogram};

use super::names;
use crate::clock::Stopwatch;
use crate::db::purges;
use crate::error::{ApiError, ErrorCode};
use crate::n8n::{Attempt, Outcome};

/// Route label of requests that no route matched: page files, unknown addresses.
const NO_ROUTE: &str = "none";
/// Methods with their own label; clients can invent others.
const METHODS: [&str; 7] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
const WEBHOOK_OUTCOMES: [&str; 3] = ["delivered", "retry", "refused"];
const CALLBACK_OUTCOMES: [&str; 5] = ["new", "already_processed", "contradictory", "unknown", "refused"];
const LOGIN_OUTCOMES: [&str; 3] = ["success", "refused", "throttled"];

/// Initialises every known series to 0, so that "never happened" differs from "no data".
pub(super) fn begin(version: &'static str) {
    gauge!(names::HTTP_IN_FLIGHT).set(0.0);
    gauge!(names::BUILD_INFO, "version" => version).set(1.0);
    for workflow in TypeAction::ALL {
        let workflow = workflow.as_str();
        let _ = histogram_of(workflow);
        counter!(names::ACTIONS_STARTED, "workflow" => workflow).absolute(0);
        for outcome in WEBHOOK_OUTCOMES {
            counter!(names::WEBHOOKS, "workflow" => workflow, "outcome" => outcome).absolute(0);
        }
        for statut in [StatutAction::Terminee, StatutAction::Erreur, StatutAction::Annulee] {
            counter!(names::ACTIONS_ENDED, "workflow" => workflow, "statut" => statut.as_str()).absolute(0);
        }
    }
    for outcome in CALLBACK_OUTCOMES {
        counter!(names::CALLBACKS, "outcome" => outcome).absolute(0);
    }
    for outcome in LOGIN_OUTCOMES {
        counter!(names::LOGINS, "outcome" => outcome).absolute(0);
    }
    counter!(names::WRONG_KEYS).absolute(0);
    for kept in purges::ALL {
        counter!(names::ROWS_PURGED, "table" => kept.table).absolute(0);
    }
}

fn histogram_of(workflow: &'static str) -> metrics::Histogram {
    histogram!(names::WEBHOOK_DURATION, "workflow" => workflow)
}

/// A request without a response yet; dropping it also ends its count when the client disconnects.
pub struct Request {
    started: Stopwatch,
    method: &'static str,
}

impl Request {
    /// Starts the count of a request.
    pub fn begin(method: &Method) -> Self {
        gauge!(names::HTTP_IN_FLIGHT).increment(1.0);
        let known = METHODS.into_iter().find(|one| *one == method.as_str());
        Self { started: Stopwatch::start(), method: known.unwrap_or("other") }
    }

    /// Returns the time since the request started.
    pub fn elapsed(&self) -> std::time::Duration {
        self.started.elapsed()
    }

    /// Records the response. `route` is the pattern, never the path.
    pub fn answered(self, route: Option<String>, status: StatusCode) {
        let route = route.unwrap_or_else(|| NO_ROUTE.to_owned());
        histogram!(names::HTTP_DURATION, "method" => self.method, "route" => route, "status" => status.as_u16().to_string())
            .record(self.elapsed());
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        gauge!(names::HTTP_IN_FLIGHT).decrement(1.0);
    }
}

/// Counts a webhook call.
pub fn webhook_called(type_action: TypeAction, attempt: &Attempt) {
    let outcome = match attempt.outcome {
        Outcome::Delivered { .. } => WEBHOOK_OUTCOMES[0],
        Outcome::Retry { .. } => WEBHOOK_OUTCOMES[1],
        Outcome::Refused { .. } => WEBHOOK_OUTCOMES[2],
    };
    let workflow = type_action.as_str();
    counter!(names::WEBHOOKS, "workflow" => workflow, "outcome" => outcome).increment(1);
    histogram_of(workflow).record(attempt.duration);
}

/// Counts an accepted action.
pub fn action_started(type_action: TypeAction) {
    counter!(names::ACTIONS_STARTED, "workflow" => type_action.as_str()).increment(1);
}

/// Counts the end of an action.
pub fn action_ended(type_action: TypeAction, statut: StatutAction) {
    counter!(names::ACTIONS_ENDED, "workflow" => type_action.as_str(), "statut" => statut.as_str())
        .increment(1);
}

/// Counts an accepted callback.
pub fn callback_taken(answer: &CompleteActionResponse) {
    let outcome = CALLBACK_OUTCOMES[usize::from(answer.deja_traite)];
    counter!(names::CALLBACKS, "outcome" => outcome).increment(1);
}

/// Counts a refused callback.
pub fn callback_refused(error: &ApiError) {
    let outcome = match error.code {
        ErrorCode::ResultatContradictoire => CALLBACK_OUTCOMES[2],
        ErrorCode::Introuvable => CALLBACK_OUTCOMES[3],
        _ => CALLBACK_OUTCOMES[4],
    };
    counter!(names::CALLBACKS, "outcome" => outcome).increment(1);
}

/// Counts a login attempt.
pub fn login_tried<T>(tried: &Result<T, ApiError>) {
    let outcome = match tried {
        Ok(_) => LOGIN_OUTCOMES[0],
        Err(error) if matches!(error.code, ErrorCode::NonAuthentifie | ErrorCode::CodeInvalide) => {
            LOGIN_OUTCOMES[1]
        }
        Err(error) if error.code == ErrorCode::TropDeRequetes => LOGIN_OUTCOMES[2],
        Err(_) => return,
    };
    counter!(names::LOGINS, "outcome" => outcome).increment(1);
}

/// Counts a refused key or signature.
pub fn wrong_key_refused() {
    counter!(names::WRONG_KEYS).increment(1);
}

/// Counts purged rows of a table.
pub fn rows_purged(table: &'static str, rows: usize) {
    counter!(names::ROWS_PURGED, "table" => table).increment(u64::try_from(rows).unwrap_or_default());
}

//! Sends the canari, a signed test ping to a workflow's webhook: the workflow does nothing and sends no callback.

use std::time::Duration;

use chrono::{DateTime, Utc};
use common::EtatWorkflow;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::N8nClient;
use super::client::{join, json_answer, text_of, unreachable};
use crate::clock::Stopwatch;
use crate::secrets::Mask;

/// Maximum time to wait for the response to a canari: an admin or a worker is waiting.
const LONGEST: Duration = Duration::from_secs(10);

/// The result of a canari.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pong {
    /// State of the workflow; never `INCONNU`.
    pub etat: EtatWorkflow,
    /// HTTP status; `None` when there was no response.
    pub status: Option<u16>,
    /// Response time.
    pub duration: Duration,
    /// Explanation in French when the workflow is not healthy.
    pub reason: String,
    /// Identifier of the workflow, when it gives one.
    pub workflow_id: Option<String>,
}

impl Pong {
    /// Returns true when the workflow accepts calls.
    pub fn is_alive(&self) -> bool {
        is_alive(self.etat)
    }
}

/// Returns true when a workflow in this state accepts calls.
pub fn is_alive(etat: EtatWorkflow) -> bool {
    matches!(etat, EtatWorkflow::Actif | EtatWorkflow::SansCanari)
}

impl N8nClient {
    /// Returns the timeout of a canari: that of a call, but at most 10 s.
    pub fn ping_timeout(&self) -> Duration {
        self.timeout.min(LONGEST)
    }

    /// Sends a canari to the webhook at `path`.
    pub async fn ping(&self, path: &str, now: DateTime<Utc>) -> Pong {
        let started = Stopwatch::start();
        let webhook_id = format!("canari_{}", Uuid::new_v4());
        let body = body(now);
        let sent = async {
            let request = self.prepare(path, &webhook_id, now, &body)?;
            anyhow::Ok(judge(request.timeout(self.ping_timeout()).send().await?, &self.mask).await)
        };
        let found =
            sent.await.unwrap_or_else(|error| Found::new(EtatWorkflow::Injoignable, unreachable(&error)));
        Pong {
            etat: found.etat,
            status: found.status,
            duration: started.elapsed(),
            reason: found.reason,
            workflow_id: found.workflow_id,
        }
    }

    /// Checks that the webhook at `path` refuses callers without a key; returns the reason in French when it accepts
    /// them or is missing.
    pub async fn refuses_strangers(&self, path: &str, now: DateTime<Utc>) -> Result<(), String> {
        let body = body(now).to_string();
        let request =
            self.http.post(join(&self.base, path)).header(CONTENT_TYPE, "application/json").body(body);
        let answer = request.timeout(self.ping_timeout()).send().await;
        match answer.map_err(|error| unreachable(&error.into()))?.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(()),
            other => Err(format!("n8n a répondu HTTP {} à un appel sans clé", other.as_u16())),
        }
    }
}

/// Builds the body of a canari.
fn body(now: DateTime<Utc>) -> Value {
    json!({ "typeAction": "CANARI", "timestamp": common::Instant::from(now) })
}

/// The interpretation of a response.
struct Found {
    etat: EtatWorkflow,
    status: Option<u16>,
    reason: String,
    workflow_id: Option<String>,
}

impl Found {
    fn new(etat: EtatWorkflow, reason: impl Into<String>) -> Self {
        Self { etat, status: None, reason: reason.into(), workflow_id: None }
    }
}

/// Interprets a response. n8n itself answers 403 for a wrong key and 404 in JSON for an inactive workflow; while it
/// starts, it answers 404 or 200 in HTML.
async fn judge(response: Response, mask: &Mask) -> Found {
    let status = response.status();
    let answer = json_answer(response, mask).await;
    let is_json = answer.is_some();
    let answer = answer.unwrap_or_default();
    let said = format!("n8n a répondu HTTP {}", status.as_u16());
    let found = match status {
        StatusCode::UNAUTHORIZED if answer["erreur"] == "SIGNATURE_INVALIDE" => {
            Found::new(EtatWorkflow::SignatureRefusee, said)
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Found::new(EtatWorkflow::CleRefusee, said),
        StatusCode::NOT_FOUND if is_json => Found::new(EtatWorkflow::Inactif, said),
        _ if status.is_success() && answer["canari"] == true => Found::new(EtatWorkflow::Actif, said),
        _ if status.is_success() && is_json => Found::new(EtatWorkflow::SansCanari, said),
        _ if status.is_success() || status == StatusCode::NOT_FOUND => {
            Found::new(EtatWorkflow::Injoignable, format!("{said} sans JSON"))
        }
        _ if status.is_server_error() => Found::new(EtatWorkflow::Injoignable, said),
        _ => Found::new(EtatWorkflow::ReponseInattendue, said),
    };
    let workflow_id = answer.get("workflowId").and_then(text_of);
    Found { status: Some(status.as_u16()), workflow_id, ..found }
}

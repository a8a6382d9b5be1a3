//! The canari: a signed test ping of a workflow, at its own webhook, which does nothing there and calls nothing back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use common::EtatWorkflow;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};
use serde_json::json;
use uuid::Uuid;

use super::N8nClient;
use super::client::{join, json_answer, text_of, unreachable};
use crate::clock::Stopwatch;
use crate::secrets::Mask;

/// A canari is answered at once: an admin who waits for one, or a worker, waits no longer than this.
const LONGEST: Duration = Duration::from_secs(10);

/// What came of a canari.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pong {
    /// What it found; never `INCONNU`.
    pub etat: EtatWorkflow,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Duration,
    /// What n8n did, in French, when it is not what was hoped for.
    pub reason: String,
    /// The workflow, when it names itself.
    pub workflow_id: Option<String>,
}

impl Pong {
    /// Whether the workflow takes calls.
    pub fn is_alive(&self) -> bool {
        is_alive(self.etat)
    }
}

/// Whether a workflow in this state takes calls.
pub fn is_alive(etat: EtatWorkflow) -> bool {
    matches!(etat, EtatWorkflow::Actif | EtatWorkflow::SansCanari)
}

impl N8nClient {
    /// How long a canari is waited for at the most: as a call, but no more than 10 s.
    pub fn ping_timeout(&self) -> Duration {
        self.timeout.min(LONGEST)
    }

    /// Sends a canari to the workflow whose webhook is at `path`.
    pub async fn ping(&self, path: &str, now: DateTime<Utc>) -> Pong {
        let started = Stopwatch::start();
        let webhook_id = format!("canari_{}", Uuid::new_v4());
        let body = json!({ "typeAction": "CANARI", "timestamp": common::Instant::from(now) });
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

    /// Whether the webhook at `path` refuses who has no key: the reason in French when it does not, or is not there.
    pub async fn refuses_strangers(&self, path: &str) -> Result<(), String> {
        let body = json!({ "typeAction": "CANARI" }).to_string();
        let request =
            self.http.post(join(&self.base, path)).header(CONTENT_TYPE, "application/json").body(body);
        let answer = request.timeout(self.ping_timeout()).send().await;
        match answer.map_err(|error| unreachable(&error.into()))?.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(()),
            other => Err(format!("n8n a répondu HTTP {} à un appel sans clé", other.as_u16())),
        }
    }
}

/// What an answer tells.
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

/// What the answer means. n8n itself answers 403 to a wrong key and, in JSON, 404 for a workflow that is not active; while
/// it starts, 404 or 200 in HTML.
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

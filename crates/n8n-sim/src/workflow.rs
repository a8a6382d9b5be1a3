//! One run of a workflow: steps, then the callback, modified by the fault.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::callback::Target;
use crate::envelope::Envelope;
use crate::outcome::{self, Execution};
use crate::sim::State;
use crate::{Fault, FaultMode, TypeAction};

/// Size of a huge callback's padding, in bytes.
const HUGE: usize = 10 * 1024 * 1024;

/// A workflow to run.
pub(crate) struct Run {
    pub(crate) action: TypeAction,
    pub(crate) envelope: Envelope,
    pub(crate) target: Target,
    pub(crate) execution: Execution,
    pub(crate) fault: Option<Fault>,
}

impl Run {
    fn mode(&self) -> Option<FaultMode> {
        self.fault.as_ref().map(|fault| fault.mode)
    }

    fn delay_of(&self, wanted: impl Fn(FaultMode) -> bool) -> Duration {
        self.fault.as_ref().filter(|fault| wanted(fault.mode)).map_or(Duration::ZERO, Fault::delay)
    }

    fn success(&self) -> Value {
        outcome::success(self.action, &self.envelope, &self.execution, Utc::now().date_naive())
    }

    /// Builds the failure, with the rule's message and node or the defaults.
    fn failure(&self) -> Value {
        let (message, node) = outcome::usual_failure(self.action);
        let of_rule =
            |field: fn(&Fault) -> &Option<String>| self.fault.as_ref().and_then(|f| field(f).as_deref());
        outcome::failure(
            self.envelope.id_conversion,
            &self.execution,
            of_rule(|fault| &fault.message_erreur).unwrap_or(message),
            of_rule(|fault| &fault.nom_noeud).unwrap_or(node),
        )
    }

    fn fails_on_purpose(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.message_erreur.is_some())
    }
}

/// Runs a workflow to its end.
pub(crate) async fn execute(state: Arc<State>, run: Run) {
    sleep(run.delay_of(|mode| mode == FaultMode::Slow)).await;
    // An early callback must overtake the response, so nothing delays it.
    if run.mode() != Some(FaultMode::Early) {
        report_steps(&state, &run).await;
        sleep(state.step_delay).await;
    }
    sleep(run.delay_of(|mode| !mode.is_in_the_answer())).await;
    conclude(&state, &run).await;
}

async fn report_steps(state: &State, run: &Run) {
    let steps = outcome::steps(run.action);
    // A failing workflow stops before its last step.
    let done = if run.mode() == Some(FaultMode::Failure) { steps.len() - 1 } else { steps.len() };
    for (step, percentage) in &steps[..done] {
        sleep(state.step_delay).await;
        state.poster.progress(&state.journal, &run.target, step, *percentage).await;
    }
}

async fn conclude(state: &State, run: &Run) {
    let (poster, journal, target) = (&state.poster, &state.journal, &run.target);
    match run.mode() {
        Some(FaultMode::Failure) => poster.complete(journal, target, &run.failure()).await,
        Some(FaultMode::Duplicate) => {
            tokio::join!(succeed(state, run), succeed(state, run));
        }
        Some(FaultMode::Contradictory) => {
            succeed(state, run).await;
            let second = if run.fails_on_purpose() {
                run.failure()
            } else {
                outcome::contradict(run.action, &run.success())
            };
            poster.complete(journal, target, &second).await;
        }
        Some(FaultMode::Truncated) => {
            let text = run.success().to_string();
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            poster.complete_raw(journal, target, half).await;
            succeed(state, run).await;
        }
        Some(FaultMode::Huge) => {
            let mut body = run.success();
            body["donnees"] = json!("x".repeat(HUGE));
            poster.complete(journal, target, &body).await;
        }
        _ => succeed(state, run).await,
    }
}

async fn succeed(state: &State, run: &Run) {
    let body = run.success();
    let number_is_ours = run.action == TypeAction::ConvertirCandidat && run.envelope.numero_dossier.is_none();
    if number_is_ours {
        state.poster.complete_numbered(&state.journal, &run.target, &body).await;
    } else {
        state.poster.complete(&state.journal, &run.target, &body).await;
    }
}

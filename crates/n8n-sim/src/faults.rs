//! Faults on demand: rules tried in order, each used a number of times.

use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{TypeAction, lock};

/// The kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum FaultMode {
    /// Responds after `delayMs`, then runs.
    Slow,
    /// Responds with `status`; nothing runs.
    Status,
    /// Responds 200 `text/html`, as n8n does while it migrates its database; nothing runs.
    Html,
    /// Closes the connection without a response; nothing runs.
    Refuse,
    /// Responds 2xx, then never calls back.
    Silence,
    /// Calls back with `success: false`.
    Failure,
    /// Sends two callbacks at once.
    Duplicate,
    /// Sends a successful callback after `delayMs`.
    Late,
    /// Sends a successful callback, then one with another result, or a failure when `messageErreur` is set.
    Contradictory,
    /// Sends the callback before its own 2xx response.
    Early,
    /// Runs at once, responds after `delayMs`.
    TimeoutButRuns,
    /// Sends a truncated JSON callback, then a valid one.
    Truncated,
    /// Sends a callback with a body of 10 MB.
    Huge,
    /// Treats a canari as a call: 2xx without `canari`. Calls are not affected.
    IgnoresCanari,
}

impl FaultMode {
    /// Returns true when the fault affects the webhook's response; other faults affect later steps.
    pub fn is_in_the_answer(self) -> bool {
        matches!(self, Self::Slow | Self::Status | Self::Html | Self::Refuse | Self::TimeoutButRuns)
    }

    /// Returns true when an accepted webhook starts a workflow that calls back.
    pub(crate) fn runs(self) -> bool {
        !matches!(self, Self::Status | Self::Html | Self::Refuse | Self::Silence)
    }

    /// Returns the default delay, long enough to be noticed; 35 s exceeds the usual timeout of 30 s.
    fn default_delay(self) -> Duration {
        match self {
            Self::Slow => Duration::from_secs(5),
            Self::Late => Duration::from_mins(1),
            Self::TimeoutButRuns => Duration::from_secs(35),
            _ => Duration::ZERO,
        }
    }
}

/// A fault, with the webhooks that it affects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Kind of fault.
    pub mode: FaultMode,
    /// Number of webhooks: 1 when omitted, unlimited when `null`.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// Affects only this prospect.
    #[serde(default)]
    pub id_prospect: Option<String>,
    /// Affects only this action type.
    #[serde(default)]
    pub type_action: Option<TypeAction>,
    /// Delay in milliseconds before the response (faults of the response) or before the final callback (other
    /// faults).
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// Status for mode `status`, 200 to 599; 500 when omitted.
    #[serde(default)]
    pub status: Option<u16>,
    /// Error message of a failed workflow.
    #[serde(default)]
    pub message_erreur: Option<String>,
    /// Node of a failed workflow.
    #[serde(default)]
    pub nom_noeud: Option<String>,
    /// `Retry-After` for mode `status`, in seconds.
    #[serde(default, rename = "retryAfterS")]
    pub retry_after_s: Option<u64>,
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the type of the field")]
fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// Creates a fault for the next webhook.
    pub fn new(mode: FaultMode) -> Self {
        Self {
            mode,
            times: once(),
            id_prospect: None,
            type_action: None,
            delay_ms: None,
            status: None,
            message_erreur: None,
            nom_noeud: None,
            retry_after_s: None,
        }
    }

    /// Creates a fault that responds with `status` to the next webhook.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::new(FaultMode::Status) }
    }

    /// Affects this number of webhooks.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Affects every webhook until the rule is removed.
    #[must_use]
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    /// Affects only this prospect.
    #[must_use]
    pub fn for_prospect(self, id_prospect: impl Into<String>) -> Self {
        Self { id_prospect: Some(id_prospect.into()), ..self }
    }

    /// Affects only this action type.
    #[must_use]
    pub fn for_action(self, type_action: TypeAction) -> Self {
        Self { type_action: Some(type_action), ..self }
    }

    /// Sets the delay, instead of the default of the mode.
    #[must_use]
    pub fn delay_ms(self, delay_ms: u64) -> Self {
        Self { delay_ms: Some(delay_ms), ..self }
    }

    /// Sets the error message and node.
    #[must_use]
    pub fn error(self, message: impl Into<String>, node: impl Into<String>) -> Self {
        Self { message_erreur: Some(message.into()), nom_noeud: Some(node.into()), ..self }
    }

    pub(crate) fn delay(&self) -> Duration {
        self.delay_ms.map_or_else(|| self.mode.default_delay(), Duration::from_millis)
    }

    fn matches(&self, type_action: TypeAction, id_prospect: Option<&str>) -> bool {
        self.type_action.is_none_or(|wanted| wanted == type_action)
            && self.id_prospect.as_deref().is_none_or(|wanted| Some(wanted) == id_prospect)
    }

    fn check(&self) -> Result<(), InvalidFault> {
        if self.times == Some(0) {
            return Err(InvalidFault::NeverUsed);
        }
        match self.status {
            Some(status) if !(200..=599).contains(&status) => Err(InvalidFault::Status(status)),
            _ => Ok(()),
        }
    }
}

/// The reason why a rule is invalid.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidFault {
    /// `times` is 0.
    #[error("`times` is 0: the rule would never be used (null: until removed)")]
    NeverUsed,
    /// `status` is not a final HTTP status.
    #[error("`status` is {0}: it must be between 200 and 599")]
    Status(u16),
}

/// An active rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultRule {
    /// Number of the rule, for its removal.
    pub id: u64,
    /// Number of webhooks left; `null` for unlimited.
    pub remaining: Option<u32>,
    /// The rule as added.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The rules of a stand-in.
#[derive(Debug)]
pub struct Faults {
    default: Option<Fault>,
    rules: Mutex<Rules>,
}

#[derive(Debug, Default)]
struct Rules {
    last_id: u64,
    in_force: Vec<FaultRule>,
}

impl Faults {
    pub(crate) fn new(default: Option<Fault>) -> Result<Self, InvalidFault> {
        default.as_ref().map_or(Ok(()), Fault::check)?;
        Ok(Self { default, rules: Mutex::default() })
    }

    /// Adds a rule after the active ones.
    pub fn add(&self, fault: Fault) -> Result<FaultRule, InvalidFault> {
        fault.check()?;
        let mut rules = lock(&self.rules);
        rules.last_id += 1;
        let rule = FaultRule { id: rules.last_id, remaining: fault.times, fault };
        rules.in_force.push(rule.clone());
        Ok(rule)
    }

    /// Lists the active rules, in the order of their use.
    pub fn list(&self) -> Vec<FaultRule> {
        lock(&self.rules).in_force.clone()
    }

    /// Returns the default fault, for webhooks that no rule matches.
    pub fn default_fault(&self) -> Option<&Fault> {
        self.default.as_ref()
    }

    /// Removes a rule; returns false when it is not active.
    pub fn remove(&self, id: u64) -> bool {
        let mut rules = lock(&self.rules);
        let before = rules.in_force.len();
        rules.in_force.retain(|rule| rule.id != id);
        rules.in_force.len() < before
    }

    /// Removes every rule except the default.
    pub fn clear(&self) {
        lock(&self.rules).in_force.clear();
    }

    /// Uses up the first rule that matches a webhook. A duplicate starts nothing, so it only uses faults of the
    /// response (`only_in_the_answer`).
    pub(crate) fn take(
        &self,
        type_action: TypeAction,
        id_prospect: Option<&str>,
        only_in_the_answer: bool,
    ) -> Option<Fault> {
        let usable = |fault: &Fault| {
            fault.mode != FaultMode::IgnoresCanari && (!only_in_the_answer || fault.mode.is_in_the_answer())
        };
        let mut rules = lock(&self.rules);
        let found = rules
            .in_force
            .iter()
            .position(|rule| usable(&rule.fault) && rule.fault.matches(type_action, id_prospect));
        let Some(index) = found else {
            return self
                .default
                .clone()
                .filter(|fault| usable(fault) && fault.matches(type_action, id_prospect));
        };
        let rule = &mut rules.in_force[index];
        let fault = rule.fault.clone();
        rule.remaining = rule.remaining.map(|left| left - 1);
        if rule.remaining == Some(0) {
            rules.in_force.remove(index);
        }
        Some(fault)
    }

    /// Returns the permanent fault that affects a canari: one of the response, or `IgnoresCanari`.
    pub(crate) fn lasting(&self, type_action: TypeAction) -> Option<Fault> {
        let is_met = |fault: &&Fault| {
            let concerned = fault.mode.is_in_the_answer() || fault.mode == FaultMode::IgnoresCanari;
            concerned
                && fault.times.is_none()
                && fault.id_prospect.is_none()
                && fault.matches(type_action, None)
        };
        let rules = lock(&self.rules);
        let in_force = rules.in_force.iter().map(|rule| &rule.fault);
        in_force.chain(&self.default).find(is_met).cloned()
    }
}

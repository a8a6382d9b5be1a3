//! Faults on demand: rules matched in order, each used a number of times.

use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{TypeAction, lock};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum FaultMode {
    /// Answers after `delayMs`, then runs.
    Slow,
    /// Answers `status`; nothing runs.
    Status,
    /// Answers 200 `text/html`, as n8n does while it migrates its database; nothing runs.
    Html,
    /// Drops the connection without an answer; nothing runs.
    Refuse,
    /// Answers 2xx, then never calls back.
    Silence,
    /// Calls back with `success: false`.
    Failure,
    /// Calls back twice at the same instant.
    Duplicate,
    /// Calls back with a success after `delayMs`.
    Late,
    /// Calls back with a success, then with another result, or with a failure when `messageErreur` is set.
    Contradictory,
    /// Calls back before its own 2xx.
    Early,
    /// Runs at once, answers after `delayMs`.
    TimeoutButRuns,
    /// Sends a truncated JSON callback, then the right one.
    Truncated,
    /// Calls back with a body of 10 MB.
    Huge,
    /// Takes a canari for a call: 2xx without `canari`. Calls are not concerned.
    IgnoresCanari,
}

impl FaultMode {
    /// Whether the fault is in the webhook's answer; the others are in what happens after it.
    pub fn is_in_the_answer(self) -> bool {
        matches!(self, Self::Slow | Self::Status | Self::Html | Self::Refuse | Self::TimeoutButRuns)
    }

    /// Whether an accepted webhook starts a workflow that calls back.
    pub(crate) fn runs(self) -> bool {
        !matches!(self, Self::Status | Self::Html | Self::Refuse | Self::Silence)
    }

    /// The delay when a rule names none: long enough to be seen; 35 s is beyond a caller's usual 30 s.
    fn default_delay(self) -> Duration {
        match self {
            Self::Slow => Duration::from_secs(5),
            Self::Late => Duration::from_mins(1),
            Self::TimeoutButRuns => Duration::from_secs(35),
            _ => Duration::ZERO,
        }
    }
}

/// A fault and the webhooks it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub mode: FaultMode,
    /// How many webhooks it is for: once when left out, until removed when `null`.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// Only for this prospect.
    #[serde(default)]
    pub id_prospect: Option<String>,
    /// Only for this action.
    #[serde(default)]
    pub type_action: Option<TypeAction>,
    /// Milliseconds before the answer (faults in the answer) or before the final callback (the others).
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// Status of mode `status`, 200 to 599; 500 when left out.
    #[serde(default)]
    pub status: Option<u16>,
    /// Error message of a failed workflow.
    #[serde(default)]
    pub message_erreur: Option<String>,
    /// Node of a failed workflow.
    #[serde(default)]
    pub nom_noeud: Option<String>,
    /// `Retry-After` of mode `status`, in seconds.
    #[serde(default, rename = "retryAfterS")]
    pub retry_after_s: Option<u64>,
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the type of the field")]
fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// A fault for the next webhook, whatever it is.
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

    /// Answers `status` to the next webhook.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::new(FaultMode::Status) }
    }

    /// For so many webhooks.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// For each webhook until the rule is removed.
    #[must_use]
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    /// Only for this prospect.
    #[must_use]
    pub fn for_prospect(self, id_prospect: impl Into<String>) -> Self {
        Self { id_prospect: Some(id_prospect.into()), ..self }
    }

    /// Only for this action.
    #[must_use]
    pub fn for_action(self, type_action: TypeAction) -> Self {
        Self { type_action: Some(type_action), ..self }
    }

    /// With this delay instead of the mode's own.
    #[must_use]
    pub fn delay_ms(self, delay_ms: u64) -> Self {
        Self { delay_ms: Some(delay_ms), ..self }
    }

    /// With this error message and node.
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

/// Why a rule was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidFault {
    /// `times` was 0.
    #[error("`times` is 0: the rule would never be used (null: until removed)")]
    NeverUsed,
    /// `status` is no final HTTP status.
    #[error("`status` is {0}: it must be between 200 and 599")]
    Status(u16),
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultRule {
    /// Number of the rule, for its removal.
    pub id: u64,
    /// Webhooks it is still for; `null`: until removed.
    pub remaining: Option<u32>,
    /// The rule as it was given.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The rules of one stand-in.
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

    /// Adds a rule after those in force.
    pub fn add(&self, fault: Fault) -> Result<FaultRule, InvalidFault> {
        fault.check()?;
        let mut rules = lock(&self.rules);
        rules.last_id += 1;
        let rule = FaultRule { id: rules.last_id, remaining: fault.times, fault };
        rules.in_force.push(rule.clone());
        Ok(rule)
    }

    /// The rules in force, in the order in which they are tried.
    pub fn list(&self) -> Vec<FaultRule> {
        lock(&self.rules).in_force.clone()
    }

    /// The fault of webhooks that no rule matches, set at the start.
    pub fn default_fault(&self) -> Option<&Fault> {
        self.default.as_ref()
    }

    /// Removes one rule; false when it is not in force.
    pub fn remove(&self, id: u64) -> bool {
        let mut rules = lock(&self.rules);
        let before = rules.in_force.len();
        rules.in_force.retain(|rule| rule.id != id);
        rules.in_force.len() < before
    }

    /// Removes every rule; the default stays.
    pub fn clear(&self) {
        lock(&self.rules).in_force.clear();
    }

    /// Uses the first rule that matches a webhook. A duplicate starts nothing, so it must not use up a fault
    /// that is in the workflow: `only_in_the_answer`.
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

    /// The fault that a canari meets: one in the answer, or of canaris alone, that lasts until it is removed.
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

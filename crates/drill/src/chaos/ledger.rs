//! Records the observations of a run.

use std::sync::{Mutex, PoisonError};

use crate::client::{Answer, Try, Witness};

/// Counts of events.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) clicks: u64,
    pub(super) accepted: u64,
    pub(super) conflicts: u64,
    pub(super) invalid: u64,
    pub(super) unavailable: u64,
    pub(super) cut_off: u64,
    pub(super) kills: u64,
    pub(super) rolls: u64,
    pub(super) restarts: u64,
    pub(super) failovers: u64,
    pub(super) cuts: u64,
    pub(super) outages: u64,
}

/// An answered click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    /// Its `Idempotency-Key`.
    pub(super) key: String,
    /// The action of an accepted click; `None` for a refused one.
    pub(super) action: Option<i64>,
}

/// An answered undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Undone {
    /// The action.
    pub(super) action: i64,
    /// True when the action was undone; false when it had left.
    pub(super) accepted: bool,
}

/// An observed violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// Description.
    pub(super) what: String,
    /// Evidence: identifiers, messages.
    pub(super) evidence: String,
}

impl Violation {
    pub(super) fn new(what: impl Into<String>, evidence: impl Into<String>) -> Self {
        Self { what: what.into(), evidence: evidence.into() }
    }
}

/// The shared record of a run.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Entries>);

/// Entries of the record.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries {
    pub(super) counts: Counts,
    pub(super) answered: Vec<Answered>,
    pub(super) undone: Vec<Undone>,
    pub(super) violations: Vec<Violation>,
}

impl Ledger {
    /// Reads or changes the entries.
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Entries) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the counts.
    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        self.with(|entries| change(&mut entries.counts));
    }

    /// Records a violation.
    pub(super) fn complain(&self, what: &str, evidence: impl Into<String>) {
        self.with(|entries| entries.violations.push(Violation::new(what, evidence)));
    }

    /// Records the outcome of a click; returns the action of an accepted one.
    pub(super) fn settle(&self, key: &str, clicked: anyhow::Result<Answer>) -> Option<i64> {
        match clicked {
            Ok(answer) => {
                let action = answer.body["idConversion"].as_i64().filter(|_| answer.status == 202);
                let answered = Answered { key: key.to_owned(), action };
                self.with(|entries| entries.answered.push(answered));
                action
            }
            Err(error) => {
                self.complain("a click that nobody answered", format!("{error:#}"));
                None
            }
        }
    }

    /// Records the outcome of an undo.
    pub(super) fn settle_undo(&self, action: i64, asked: anyhow::Result<Answer>) {
        match asked {
            Ok(answer) => {
                let undone = Undone { action, accepted: answer.status == 200 };
                self.with(|entries| entries.undone.push(undone));
            }
            Err(error) => self.complain("an undo that nobody answered", format!("{error:#}")),
        }
    }
}

impl Witness for Ledger {
    fn saw(&self, what: &str, outcome: &Try) {
        let answer = match outcome {
            Try::CutOff => return self.count(|counts| counts.cut_off += 1),
            Try::Answered(answer) => answer,
        };
        self.count(|counts| match answer.status {
            202 => counts.accepted += 1,
            409 => counts.conflicts += 1,
            422 => counts.invalid += 1,
            503 => counts.unavailable += 1,
            _ => {}
        });
        if let Some(violation) = odd(what, answer) {
            self.with(|entries| entries.violations.push(violation));
        }
    }
}

/// Returns a violation for a response that must never occur.
fn odd(what: &str, answer: &Answer) -> Option<Violation> {
    let evidence = || format!("{what}: {} {}", answer.status, answer.body);
    match answer.status {
        503 if !answer.retry_after => {
            Some(Violation::new("a 503 that does not say when to come again", evidence()))
        }
        200..=202 | 409 | 422 | 503 => None,
        _ => Some(Violation::new("an answer that nobody should see", evidence())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn saw(status: u16, retry_after: bool) -> Entries {
        let ledger = Ledger::default();
        ledger.saw("click", &Try::Answered(Answer { status, retry_after, body: json!({}) }));
        ledger.with(|entries| entries.clone())
    }

    #[test]
    fn an_answer_that_nobody_should_see_is_a_violation() {
        assert_eq!(saw(500, false).violations.len(), 1);
        assert_eq!(saw(401, false).violations.len(), 1);
        assert_eq!(saw(503, false).violations.len(), 1);
        for (status, retry_after) in [(201, false), (202, false), (409, false), (422, false), (503, true)] {
            assert_eq!(saw(status, retry_after).violations, [], "{status}");
        }
    }

    #[test]
    fn a_click_without_an_answer_is_a_violation() {
        let ledger = Ledger::default();
        ledger.settle("k", Err(anyhow::anyhow!("nothing")));
        assert_eq!(ledger.with(|entries| entries.violations.len()), 1);
    }

    #[test]
    fn a_click_is_settled_with_its_action_when_it_was_accepted() {
        let ledger = Ledger::default();
        for status in [202, 409] {
            let body = json!({ "idConversion": 7 });
            ledger.settle("k", Ok(Answer { status, retry_after: false, body }));
        }
        let actions =
            ledger.with(|entries| entries.answered.iter().map(|one| one.action).collect::<Vec<_>>());
        assert_eq!(actions, [Some(7), None]);
    }
}

//! Checks the collected facts of a run, beyond the SQL invariants. Pure functions.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::{Answered, Undone, Violation};
use crate::stream::Heard;

/// An action, as stored.
#[derive(Debug, Clone, Default)]
pub(super) struct Action {
    pub(super) id: i64,
    /// `TERMINEE`, `ERREUR`, `ANNULEE`, or another value if it never ended.
    pub(super) statut: String,
    /// True when it was done without n8n.
    pub(super) is_partial: bool,
    /// `Idempotency-Key` of its click.
    pub(super) key: Option<String>,
    /// True when it is one of a bulk change that was stopped.
    pub(super) is_stopped: bool,
}

/// A webhook call that n8n received.
#[derive(Debug, Clone, Default)]
pub(super) struct Call {
    /// Header `webhook-id`.
    pub(super) id: String,
    /// Prospect, type and action of its body.
    pub(super) subject: String,
    /// True when key and signature were valid.
    pub(super) is_authentic: bool,
}

/// A callback of n8n, and the service's response.
#[derive(Debug, Clone, Default)]
pub(super) struct Callback {
    pub(super) action: i64,
    /// True for a reported success.
    pub(super) success: bool,
    /// Status of the response; `None` without one.
    pub(super) status: Option<u16>,
    /// Body of the response.
    pub(super) answer: String,
}

/// All collected facts.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) answered: Vec<Answered>,
    pub(super) undone: Vec<Undone>,
    pub(super) actions: Vec<Action>,
    pub(super) calls: Vec<Call>,
    pub(super) reports: Vec<Callback>,
    /// Notifications that each client must know.
    pub(super) notifications: Vec<Vec<i64>>,
    /// Events that each client received.
    pub(super) heard: Vec<Heard>,
}

/// Returns all violations.
pub(super) fn judge(facts: &Facts) -> Vec<Violation> {
    let checks = [clicks, keys, undos, webhooks, successes, refused_callbacks, streams];
    checks.into_iter().flat_map(|check| check(facts)).collect()
}

/// Every accepted click has exactly one finished action; a refused click has none.
fn clicks(facts: &Facts) -> Vec<Violation> {
    let by_id: BTreeMap<_, _> = facts.actions.iter().map(|action| (action.id, action)).collect();
    let taken: BTreeSet<_> = facts.actions.iter().filter_map(|action| action.key.as_deref()).collect();
    let accepted: BTreeSet<_> =
        facts.answered.iter().filter(|one| one.action.is_some()).map(|one| one.key.as_str()).collect();
    let wrong = |one: &Answered| match one.action {
        None if taken.contains(one.key.as_str()) && !accepted.contains(one.key.as_str()) => {
            Some(Violation::new("a click that was refused, and taken all the same", one.key.clone()))
        }
        None => None,
        Some(id) => match by_id.get(&id) {
            None => Some(Violation::new(
                "a click acknowledged and then lost",
                format!("action {id}, {}", one.key),
            )),
            Some(action) if action.key.as_ref() != Some(&one.key) => Some(Violation::new(
                "a click answered by another's action",
                format!("action {id}, {}", one.key),
            )),
            Some(action) if !matches!(action.statut.as_str(), "TERMINEE" | "ERREUR" | "ANNULEE") => {
                Some(Violation::new(
                    "a click acknowledged whose action never ended",
                    format!("action {id}, {}", action.statut),
                ))
            }
            Some(_) => None,
        },
    };
    facts.answered.iter().filter_map(wrong).collect()
}

/// Every Idempotency-Key belongs to one action, whichever instance answers.
fn keys(facts: &Facts) -> Vec<Violation> {
    let named = facts.answered.iter().filter_map(|one| Some((one.key.clone(), one.action?.to_string())));
    let what = "an Idempotency-Key that was answered by two actions";
    ambiguous(named).into_iter().map(|evidence| Violation::new(what, evidence)).collect()
}

/// An action is undone exactly when an undo was accepted or its bulk change was stopped, and n8n was never called for
/// it.
fn undos(facts: &Facts) -> Vec<Violation> {
    let undone = facts.actions.iter().filter(|action| action.statut == "ANNULEE").map(|action| action.id);
    let undone: BTreeSet<_> = undone.collect();
    let accepted = facts.undone.iter().filter(|one| one.accepted).map(|one| one.action);
    let accepted: BTreeSet<_> = accepted.collect();
    let called: BTreeSet<_> = facts.calls.iter().map(|call| call.id.as_str()).collect();
    let violation = |what: &str, id: &i64| Violation::new(what, format!("action {id}"));
    let mut found = Vec::new();
    found.extend(
        accepted.difference(&undone).map(|id| violation("an undo that was accepted and not kept", id)),
    );
    let stopped: BTreeSet<_> =
        facts.actions.iter().filter(|action| action.is_stopped).map(|action| action.id).collect();
    let unasked = undone.difference(&accepted).filter(|id| !stopped.contains(id));
    found.extend(unasked.map(|id| violation("an action that nobody undid", id)));
    let both = undone.iter().filter(|id| called.contains(format!("conv_{id}").as_str()));
    found.extend(both.map(|id| violation("an action that was undone and called", id)));
    found
}

/// Every `webhook-id` belongs to one action of one prospect and vice versa, and every call is authentic.
fn webhooks(facts: &Facts) -> Vec<Violation> {
    let pairs = |call: &Call| (call.id.clone(), call.subject.clone());
    let two_subjects = ambiguous(facts.calls.iter().map(pairs));
    let two_ids = ambiguous(facts.calls.iter().map(|call| (call.subject.clone(), call.id.clone())));
    let known: BTreeSet<_> = facts.actions.iter().map(|action| format!("conv_{}", action.id)).collect();
    let mut found = Vec::new();
    found.extend(
        two_subjects.into_iter().map(|who| Violation::new("a webhook-id that names two actions", who)),
    );
    found.extend(two_ids.into_iter().map(|who| Violation::new("an action of two webhook-ids", who)));
    for call in &facts.calls {
        if !call.is_authentic {
            found.push(Violation::new("a webhook without right key and signature", call.id.clone()));
        }
        if !known.contains(&call.id) {
            found.push(Violation::new("a webhook of no action", format!("{} {}", call.id, call.subject)));
        }
    }
    found
}

/// A success that the service accepted from n8n is not lost.
fn successes(facts: &Facts) -> Vec<Violation> {
    let done: BTreeSet<_> =
        facts.actions.iter().filter(|action| action.statut == "TERMINEE").map(|action| action.id).collect();
    let taken = facts.reports.iter().filter(|report| report.success && report.status == Some(200));
    let lost: BTreeSet<_> = taken.map(|report| report.action).filter(|id| !done.contains(id)).collect();
    let what = "a success that was taken from n8n and then lost";
    lost.into_iter().map(|id| Violation::new(what, format!("action {id}"))).collect()
}

/// Callbacks of n8n get no unexpected error.
fn refused_callbacks(facts: &Facts) -> Vec<Violation> {
    let broken = facts.reports.iter().filter(|report| matches!(report.status, Some(500 | 401 | 403 | 404)));
    broken
        .map(|report| {
            let status = report.status.unwrap_or_default();
            let evidence = format!("action {}: {status} {}", report.action, report.answer);
            Violation::new("an answer that n8n should not see", evidence)
        })
        .collect()
}

/// Every client received each of its notifications once, or was told to read the list and found it there. It received
/// none of another account.
fn streams(facts: &Facts) -> Vec<Violation> {
    let mut found = Vec::new();
    let all: BTreeSet<_> = facts.notifications.iter().flatten().collect();
    for (page, (heard, own)) in facts.heard.iter().zip(&facts.notifications).enumerate() {
        let page = page + 1;
        let own: BTreeSet<_> = own.iter().collect();
        for id in own.iter().filter(|id| !heard.knows(***id)) {
            found.push(Violation::new("a notification that a page never saw", format!("{id}, page {page}")));
        }
        for id in all.difference(&own).filter(|id| heard.knows(***id)) {
            found.push(Violation::new("a notification of another account", format!("{id}, page {page}")));
        }
        for (id, times) in heard.brought.iter().filter(|(_, times)| **times > 1) {
            let evidence = format!("{id}, {times} times, page {page}");
            found.push(Violation::new("a notification that the stream repeats", evidence));
        }
    }
    found
}

/// Returns the names with more than one meaning.
fn ambiguous(pairs: impl Iterator<Item = (String, String)>) -> Vec<String> {
    let mut meanings = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, meaning) in pairs {
        meanings.entry(name).or_default().insert(meaning);
    }
    let several = meanings.into_iter().filter(|(_, meanings)| meanings.len() > 1);
    several.map(|(name, meanings)| format!("{name}: {}", Vec::from_iter(meanings).join(" / "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(key: &str, action: Option<i64>) -> Answered {
        Answered { key: key.to_owned(), action }
    }

    fn call(id: &str, subject: &str) -> Call {
        Call { id: id.to_owned(), subject: subject.to_owned(), is_authentic: true }
    }

    /// Builds valid facts: two clicks, one of them refused; a webhook, its success, a notification.
    fn sound() -> Facts {
        let heard = Heard { brought: BTreeMap::from([(9, 1)]), ..Heard::default() };
        let action = |id, key: &str, statut: &str| Action {
            id,
            statut: statut.to_owned(),
            key: Some(key.to_owned()),
            is_stopped: false,
            is_partial: false,
        };
        Facts {
            answered: vec![answered("a", Some(1)), answered("b", None), answered("a", Some(1))],
            undone: vec![Undone { action: 1, accepted: false }, Undone { action: 4, accepted: true }],
            actions: vec![action(1, "a", "TERMINEE"), action(2, "c", "ERREUR"), action(4, "e", "ANNULEE")],
            calls: vec![call("conv_1", "PROS_1 DEVIS 1"), call("conv_1", "PROS_1 DEVIS 1")],
            reports: vec![Callback { action: 1, success: true, status: Some(200), answer: String::new() }],
            notifications: vec![vec![9]],
            heard: vec![heard],
        }
    }

    /// Spoils the valid facts and returns the violations.
    fn judged(spoil: impl FnOnce(&mut Facts)) -> Vec<String> {
        let mut facts = sound();
        spoil(&mut facts);
        judge(&facts).into_iter().map(|violation| violation.what).collect()
    }

    #[test]
    fn sound_facts_have_no_violation() {
        assert_eq!(judge(&sound()), []);
    }

    #[test]
    fn a_lost_click_is_found() {
        let lost = judged(|facts| facts.answered.push(answered("d", Some(3))));
        assert_eq!(lost, ["a click acknowledged and then lost"]);
    }

    #[test]
    fn a_click_whose_action_never_ends_is_found() {
        let endless = judged(|facts| {
            facts.answered = vec![answered("c", Some(2))];
            facts.actions[1].statut = "EN_COURS".to_owned();
        });
        assert_eq!(endless, ["a click acknowledged whose action never ended"]);
    }

    #[test]
    fn a_click_that_was_refused_and_taken_is_found() {
        let taken = judged(|facts| facts.answered.push(answered("c", None)));
        assert_eq!(taken, ["a click that was refused, and taken all the same"]);
    }

    #[test]
    fn a_key_of_two_actions_is_found() {
        let two = judged(|facts| facts.answered.push(answered("a", Some(2))));
        let expected =
            ["a click answered by another's action", "an Idempotency-Key that was answered by two actions"];
        assert_eq!(two, expected);
    }

    #[test]
    fn an_action_that_was_undone_and_called_is_found() {
        let both = judged(|facts| facts.calls.push(call("conv_4", "PROS_4 CONVERTIR_CANDIDAT 4")));
        assert_eq!(both, ["an action that was undone and called"]);
    }

    #[test]
    fn an_undo_that_is_lost_or_that_nobody_asked_for_is_found() {
        let lost = judged(|facts| facts.actions[2].statut = "TERMINEE".to_owned());
        assert_eq!(lost, ["an undo that was accepted and not kept"]);
        let unasked = judged(|facts| facts.undone[1].accepted = false);
        assert_eq!(unasked, ["an action that nobody undid"]);
        let stopped = judged(|facts| {
            facts.undone[1].accepted = false;
            for action in &mut facts.actions {
                action.is_stopped = true;
            }
        });
        assert_eq!(stopped, Vec::<String>::new());
    }

    #[test]
    fn a_webhook_id_of_two_actions_is_found() {
        let two = judged(|facts| facts.calls.push(call("conv_1", "PROS_2 DEVIS 2")));
        assert_eq!(two, ["a webhook-id that names two actions"]);
        let reverse = judged(|facts| facts.calls.push(call("conv_2", "PROS_1 DEVIS 1")));
        assert_eq!(reverse, ["an action of two webhook-ids"]);
    }

    #[test]
    fn a_webhook_of_nobody_or_without_signature_is_found() {
        let nobody = judged(|facts| facts.calls.push(call("conv_7", "PROS_7 DEVIS 7")));
        assert_eq!(nobody, ["a webhook of no action"]);
        let unsigned = judged(|facts| facts.calls[0].is_authentic = false);
        assert_eq!(unsigned, ["a webhook without right key and signature"]);
    }

    #[test]
    fn a_success_that_is_lost_is_found() {
        let lost = judged(|facts| facts.reports[0].action = 2);
        assert_eq!(lost, ["a success that was taken from n8n and then lost"]);
    }

    #[test]
    fn a_callback_answered_by_an_error_of_ours_is_found() {
        let broken = judged(|facts| facts.reports[0].status = Some(500));
        assert_eq!(broken, ["an answer that n8n should not see"]);
    }

    #[test]
    fn a_notification_that_is_missing_or_told_twice_is_found() {
        let missing = judged(|facts| facts.notifications[0].push(10));
        assert_eq!(missing, ["a notification that a page never saw"]);
        let twice = judged(|facts| *facts.heard[0].brought.entry(9).or_default() += 1);
        assert_eq!(twice, ["a notification that the stream repeats"]);
    }

    #[test]
    fn a_notification_of_another_account_is_found() {
        let others = judged(|facts| {
            let heard = facts.heard[0].clone();
            facts.heard.push(heard);
            facts.notifications.push(Vec::new());
        });
        assert_eq!(others, ["a notification of another account"]);
    }

    #[test]
    fn a_notification_that_was_read_in_the_list_is_known() {
        let read = judged(|facts| {
            facts.notifications[0].push(10);
            facts.heard[0].read.insert(10);
        });
        assert_eq!(read, Vec::<String>::new());
    }
}

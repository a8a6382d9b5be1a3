//! Running actions from the stream, with step and percentage, which lists do not contain.

use common::{Action, IdAction, IdProspect, StatutAction, TypeAction};
use leptos::prelude::*;

use super::invalidation::{Topic, invalidate};
use super::toasts::{Toasts, use_toasts};

/// Maximum number of remembered actions.
const REMEMBERED: usize = 100;

/// The running actions, oldest first; a list, because there are few.
#[derive(Clone, Copy)]
pub(crate) struct LiveActions {
    running: RwSignal<Vec<Action>>,
    /// The prospect whose running actions are on screen.
    watched: StoredValue<Option<IdProspect>>,
    /// The latest actions that this person asked for in this tab.
    asked: StoredValue<Vec<IdAction>>,
    /// When this page learnt of the latest actions, in milliseconds since 1970.
    seen: StoredValue<Vec<(IdAction, f64)>>,
    /// Number of actions that were undone in this tab.
    undos: RwSignal<u32>,
    toasts: Toasts,
}

impl LiveActions {
    /// Returns the running actions of a prospect, oldest first (tracked).
    pub(crate) fn of(self, id: &IdProspect) -> Vec<Action> {
        self.running
            .with(|running| running.iter().filter(|action| action.id_prospect == *id).cloned().collect())
    }

    /// Adds a running action loaded from the service, unless the stream already sent it.
    pub(crate) fn learn(self, action: Action) {
        let runs = action.statut_action == StatutAction::EnCours;
        let known = self.knows(action.id_conversion);
        if runs && !known {
            self.running.update(|running| put(running, action));
        }
    }

    /// Applies an action, and calls `tell` with each topic whose data it changes.
    pub(super) fn told(self, action: Action, tell: fn(&Topic)) {
        self.seen_at(action.id_conversion);
        let runs = action.statut_action == StatutAction::EnCours;
        let known = self.knows(action.id_conversion);
        let (id, type_action) = (action.id_prospect.clone(), action.type_action);
        self.running.update(|running| {
            running.retain(|other| other.id_conversion != action.id_conversion);
            if runs {
                put(running, action);
            }
        });
        tell(&Topic::Prospect(id));
        // A step changes neither the list nor the counts.
        if !(runs && known) {
            tell(&Topic::Prospects);
            if type_action == TypeAction::ConvertirCandidat {
                tell(&Topic::Candidats);
                tell(&Topic::Catalogue);
            }
        }
    }

    /// Sets the prospect whose running actions are on screen, so that no toast repeats them.
    pub(crate) fn watch(self, id: Option<IdProspect>) {
        if let Some(id) = &id {
            self.toasts.give_way_to(id);
        }
        self.watched.set_value(id);
    }

    /// Returns true when the running actions of a prospect are on screen.
    pub(crate) fn is_watched(self, id: &IdProspect) -> bool {
        self.watched.with_value(|watched| watched.as_ref() == Some(id))
    }

    /// Remembers an action that this person asked for.
    pub(crate) fn asked(self, action: &Action) {
        self.asked.update_value(|asked| keep(asked, action.id_conversion));
        // The stream may already have told its end.
        if self.first_seen(action.id_conversion).is_none() {
            self.seen_at(action.id_conversion);
            self.learn(action.clone());
        }
    }

    /// Returns when this page learnt of an action, which is now for a new one.
    pub(crate) fn seen_at(self, id: IdAction) -> f64 {
        self.first_seen(id).unwrap_or_else(|| {
            let now = js_sys::Date::now();
            self.seen.update_value(|seen| keep(seen, (id, now)));
            now
        })
    }

    fn first_seen(self, id: IdAction) -> Option<f64> {
        self.seen.with_value(|seen| seen.iter().find(|(other, _)| *other == id).map(|(_, at)| *at))
    }

    /// Returns a running action (tracked).
    pub(crate) fn find(self, id: IdAction) -> Option<Action> {
        self.running.with(|running| running.iter().find(|action| action.id_conversion == id).cloned())
    }

    /// Returns the last running action that this person asked for in this tab and that `suits`.
    pub(crate) fn last_asked(self, suits: impl Fn(&Action) -> bool) -> Option<Action> {
        let mine = |action: &&Action| self.is_mine(action.id_conversion) && suits(action);
        self.running.with_untracked(|running| running.iter().rev().find(mine).cloned())
    }

    /// Applies the undo of an action.
    pub(crate) fn undone(self, action: Action) {
        self.told(action, invalidate);
        self.undos.update(|undos| *undos = undos.wrapping_add(1));
    }

    /// Returns the number of actions that were undone in this tab (tracked).
    pub(crate) fn undos(self) -> u32 {
        self.undos.get()
    }

    /// Returns true when this person asked for the action in this tab.
    pub(crate) fn is_mine(self, id_conversion: IdAction) -> bool {
        self.asked.with_value(|asked| asked.contains(&id_conversion))
    }

    fn knows(self, id: IdAction) -> bool {
        self.running.with_untracked(|running| running.iter().any(|action| action.id_conversion == id))
    }

    /// Forgets all actions, because the end of some may have been missed.
    pub(super) fn forget(self) {
        self.running.update(Vec::clear);
    }
}

/// Adds an entry to a list of [`REMEMBERED`] entries, whose oldest one leaves.
fn keep<T>(list: &mut Vec<T>, entry: T) {
    if list.len() == REMEMBERED {
        list.remove(0);
    }
    list.push(entry);
}

/// Inserts an action in order.
fn put(running: &mut Vec<Action>, action: Action) {
    let at = running.partition_point(|other| other.id_conversion < action.id_conversion);
    running.insert(at, action);
}

/// Provides the running actions.
pub(super) fn provide() {
    provide_context(LiveActions {
        running: RwSignal::new(Vec::new()),
        watched: StoredValue::new(None),
        asked: StoredValue::new(Vec::new()),
        seen: StoredValue::new(Vec::new()),
        undos: RwSignal::new(0),
        toasts: use_toasts(),
    });
}

/// Returns the running actions.
pub(crate) fn use_live_actions() -> LiveActions {
    expect_context()
}

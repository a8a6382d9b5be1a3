//! Running actions from the stream, with step and percentage, which lists do not contain.

use common::{Action, IdAction, IdProspect, StatutAction, TypeAction};
use leptos::prelude::*;

use super::invalidation::{Topic, invalidate};
use super::toasts::{Toasts, use_toasts};

/// Maximum number of remembered actions that this person asked for.
const REMEMBERED: usize = 100;

/// The running actions, oldest first; a list, because there are few.
#[derive(Clone, Copy)]
pub(crate) struct LiveActions {
    running: RwSignal<Vec<Action>>,
    /// The prospect whose running actions are on screen.
    watched: StoredValue<Option<IdProspect>>,
    /// The latest actions that this person asked for in this tab.
    asked: StoredValue<Vec<IdAction>>,
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

    /// Applies an action from the stream, and invalidates the data that it changes.
    pub(super) fn told(self, action: Action) {
        let runs = action.statut_action == StatutAction::EnCours;
        let known = self.knows(action.id_conversion);
        let (id, type_action) = (action.id_prospect.clone(), action.type_action);
        self.running.update(|running| {
            running.retain(|other| other.id_conversion != action.id_conversion);
            if runs {
                put(running, action);
            }
        });
        invalidate(&Topic::Prospect(id));
        // A step changes neither the list nor the counts.
        if !(runs && known) {
            invalidate(&Topic::Prospects);
            if type_action == TypeAction::ConvertirCandidat {
                invalidate(&Topic::Candidats);
                invalidate(&Topic::Catalogue);
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
    pub(crate) fn asked(self, id_conversion: IdAction) {
        self.asked.update_value(|asked| {
            if asked.len() == REMEMBERED {
                asked.remove(0);
            }
            asked.push(id_conversion);
        });
    }

    /// Returns true when this person asked for the action in this tab.
    pub(super) fn is_mine(self, id_conversion: IdAction) -> bool {
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
        toasts: use_toasts(),
    });
}

/// Returns the running actions.
pub(crate) fn use_live_actions() -> LiveActions {
    expect_context()
}

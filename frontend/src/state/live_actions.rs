//! The running actions, as the stream last told them: the step and the percentage that lists do not carry.

use std::collections::BTreeMap;

use common::{Action, IdProspect, StatutAction, TypeAction};
use leptos::prelude::*;

use super::invalidation::{Topic, invalidate};

/// The running actions by their identifier.
#[derive(Clone, Copy)]
pub(crate) struct LiveActions {
    running: RwSignal<BTreeMap<i64, Action>>,
}

impl LiveActions {
    /// The running actions of a prospect, oldest first (tracked).
    pub(crate) fn of(self, id: &IdProspect) -> Vec<Action> {
        self.running
            .with(|running| running.values().filter(|action| action.id_prospect == *id).cloned().collect())
    }

    /// Takes in a running action that was read from the service, unless the stream spoke of it already.
    pub(crate) fn learn(self, action: Action) {
        let runs = action.statut_action == StatutAction::EnCours;
        let known = self.running.with_untracked(|running| running.contains_key(&action.id_conversion));
        if runs && !known {
            self.running.update(|running| drop(running.insert(action.id_conversion, action)));
        }
    }

    /// Takes in what the stream says of an action, and has read again what it changes.
    pub(super) fn told(self, action: Action) {
        let runs = action.statut_action == StatutAction::EnCours;
        let known = self.running.with_untracked(|running| running.contains_key(&action.id_conversion));
        let (id, type_action) = (action.id_prospect.clone(), action.type_action);
        self.running.update(|running| {
            if runs {
                running.insert(action.id_conversion, action);
            } else {
                running.remove(&action.id_conversion);
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

    /// Forgets everything: ends may have been missed.
    pub(super) fn forget(self) {
        self.running.update(BTreeMap::clear);
    }
}

/// Makes the running actions available.
pub(super) fn provide() {
    provide_context(LiveActions { running: RwSignal::new(BTreeMap::new()) });
}

/// The running actions.
pub(crate) fn use_live_actions() -> LiveActions {
    expect_context()
}

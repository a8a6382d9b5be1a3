//! Running actions from the stream, with step and percentage, which lists do not contain.

use common::{Action, IdAction, IdProspect, StatutAction, TypeAction};
use leptos::prelude::*;

use super::invalidation::{Topic, invalidate};
use super::toasts::{Toasts, use_toasts};

/// Maximum number of remembered actions.
const REMEMBERED: usize = 100;

/// The running actions, and those that ended.
#[derive(Default)]
struct Running {
    /// Oldest first; a list, because there are few.
    actions: Vec<Action>,
    /// The latest actions whose end was told.
    ended: Vec<IdAction>,
    /// The latest actions that this person asked for in this tab.
    asked: Vec<IdAction>,
}

impl Running {
    fn knows(&self, id: IdAction) -> bool {
        self.actions.iter().any(|action| action.id_conversion == id)
    }

    /// Adds a running action that was read, unless its end was told since the reading.
    fn learn(&mut self, action: Action) {
        let id = action.id_conversion;
        if is_running(&action) && !self.knows(id) && !self.ended.contains(&id) {
            self.put(action);
        }
    }

    /// Applies the state of an action that the stream told.
    fn told(&mut self, action: Action) {
        self.actions.retain(|other| other.id_conversion != action.id_conversion);
        if is_running(&action) {
            self.put(action);
        } else if !self.ended.contains(&action.id_conversion) {
            keep(&mut self.ended, action.id_conversion);
        }
    }

    /// Inserts an action in order.
    fn put(&mut self, action: Action) {
        let at = self.actions.partition_point(|other| other.id_conversion < action.id_conversion);
        self.actions.insert(at, action);
    }
}

/// The running actions, shared by the whole page; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct LiveActions {
    running: RwSignal<Running>,
    /// The prospect whose running actions are on screen.
    watched: StoredValue<Option<IdProspect>>,
    /// When this page learnt of the latest actions, in milliseconds since 1970.
    seen: StoredValue<Vec<(IdAction, f64)>>,
    /// Number of actions that were undone in this tab.
    undos: RwSignal<u32>,
    toasts: Toasts,
}

impl LiveActions {
    /// Returns the running actions of a prospect, oldest first (tracked).
    pub(crate) fn of(self, id: &IdProspect) -> Vec<Action> {
        let of = |action: &&Action| action.id_prospect == *id;
        self.running.with(|running| running.actions.iter().filter(of).cloned().collect())
    }

    /// Adds a running action loaded from the service, unless the stream already sent it or its end.
    pub(crate) fn learn(self, action: Action) {
        if is_running(&action) && !self.knows(action.id_conversion) {
            self.running.update(|running| running.learn(action));
        }
    }

    /// Applies an action, and calls `tell` with each topic whose data it changes.
    pub(super) fn told(self, action: Action, tell: fn(&Topic)) {
        self.seen_at(action.id_conversion);
        let is_step = is_running(&action) && self.knows(action.id_conversion);
        let (id, type_action) = (action.id_prospect.clone(), action.type_action);
        self.running.update(|running| running.told(action));
        tell(&Topic::Prospect(id));
        // A step changes neither the list nor the counts.
        if !is_step {
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
        self.running.update(|running| keep(&mut running.asked, action.id_conversion));
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
        self.running.with(|running| running.actions.iter().find(|action| action.id_conversion == id).cloned())
    }

    /// Returns the last running action that this person asked for in this tab and that `suits`.
    pub(crate) fn last_asked(self, suits: impl Fn(&Action) -> bool) -> Option<Action> {
        self.running.with_untracked(|running| {
            let mine = |action: &&Action| running.asked.contains(&action.id_conversion) && suits(action);
            running.actions.iter().rev().find(mine).cloned()
        })
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
        self.running.with_untracked(|running| running.asked.contains(&id_conversion))
    }

    fn knows(self, id: IdAction) -> bool {
        self.running.with_untracked(|running| running.knows(id))
    }

    /// Forgets all actions, because the end of some may have been missed.
    pub(super) fn forget(self) {
        self.running.update(|running| running.actions.clear());
    }

    /// Forgets what only the former owner of the page may know.
    pub(super) fn give_up(self) {
        self.running.set(Running::default());
    }
}

/// Adds an entry to a list of [`REMEMBERED`] entries, whose oldest one leaves.
fn keep<T>(list: &mut Vec<T>, entry: T) {
    if list.len() == REMEMBERED {
        list.remove(0);
    }
    list.push(entry);
}

fn is_running(action: &Action) -> bool {
    action.statut_action == StatutAction::EnCours
}

/// Provides the running actions.
pub(super) fn provide() {
    provide_context(LiveActions {
        running: RwSignal::new(Running::default()),
        watched: StoredValue::new(None),
        seen: StoredValue::new(Vec::new()),
        undos: RwSignal::new(0),
        toasts: use_toasts(),
    });
}

/// Returns the running actions.
pub(crate) fn use_live_actions() -> LiveActions {
    expect_context()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(id: i64, statut: &str) -> Action {
        let whole = json!({"idConversion":id,"idProspect":"PROS_1","typeAction":"GENERER_DEVIS",
            "statutAction":statut,"partielle":false,"tentatives":0,"demandePar":"Sophie Martin",
            "dateDebut":"2026-02-17T09:30:00Z","relancable":false});
        serde_json::from_value(whole).unwrap()
    }

    fn ids(running: &Running) -> Vec<i64> {
        running.actions.iter().map(|action| action.id_conversion.get()).collect()
    }

    #[test]
    fn an_action_that_ended_while_its_record_was_read_does_not_run_again() {
        let mut running = Running::default();
        running.told(action(2, "TERMINEE"));
        running.learn(action(2, "EN_COURS"));
        running.learn(action(3, "EN_COURS"));
        running.learn(action(1, "EN_COURS"));
        assert_eq!(ids(&running), [1, 3]);
        running.told(action(3, "ERREUR"));
        running.learn(action(3, "EN_COURS"));
        assert_eq!(ids(&running), [1]);
    }

    #[test]
    fn an_action_that_still_runs_is_learnt_again_after_all_were_forgotten() {
        let mut running = Running::default();
        running.told(action(1, "EN_COURS"));
        running.actions.clear();
        running.learn(action(1, "EN_COURS"));
        assert_eq!(ids(&running), [1]);
    }

    #[test]
    fn the_ends_of_many_actions_do_not_fill_the_memory() {
        let mut running = Running::default();
        (0..=100).for_each(|id| running.told(action(id, "TERMINEE")));
        assert_eq!((running.ended.len(), running.ended[0].get()), (REMEMBERED, 1));
    }

    #[test]
    fn what_a_person_asked_for_is_not_the_next_person_s() {
        Owner::new().with(|| {
            super::super::toasts::provide();
            provide();
            let live = use_live_actions();
            live.running.update(|running| running.asked.push(1.into()));
            assert!(live.is_mine(1.into()));
            live.give_up();
            assert!(!live.is_mine(1.into()));
        });
    }
}

//! What the parts of the page share: the state that the address holds, the data that follows from it, how to change both.

use std::collections::BTreeSet;
use std::rc::Rc;

use common::{JournalErreur, Liste, StatistiquesJournal};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::filters::FIRST_FILTER;
use crate::api::{self, ApiError};
use crate::model::format;
use crate::model::journal::{Filters, JournalState};
use crate::parts::focus::{self, ROW_LINK};
use crate::paths;
use crate::reactive::{effect, memo};
use crate::state::{Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_toasts};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LogsState {
    /// What the address says.
    pub(super) address: Memo<JournalState>,
    /// The page of the list that the address asks for.
    pub(super) list: Query<Liste<JournalErreur>>,
    /// The journal in figures.
    pub(super) statistics: Query<StatistiquesJournal>,
    /// The open entry, which the filters may hide from the list.
    pub(super) entry: Query<JournalErreur>,
    /// The entries whose box is checked: all of them are on the page that is shown.
    pub(super) selected: RwSignal<BTreeSet<i64>>,
    /// Resolves entries, or reopens them.
    pub(super) resolution: Mutation<(Vec<i64>, bool)>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// What may have changed in the journal: a failure is announced by a notification.
fn concerns(topic: &Topic) -> bool {
    matches!(topic, Topic::Journal | Topic::Notifications)
}

impl LogsState {
    /// Makes the state of the page and gives it to all its parts.
    pub(super) fn provide() -> Self {
        let search = use_location().search;
        let address = memo(move || JournalState::parse(&search.get()));
        let navigate: Navigate = Rc::new(use_navigate());
        let selected = RwSignal::new(BTreeSet::new());
        let state = Self {
            address,
            list: query(
                Keep::Across,
                move || Some(address.get().opening(None)),
                |_: &JournalState, topic| concerns(topic),
                |state| async move { api::journal::list(&state.to_api_query()).await },
            ),
            statistics: query(
                Keep::Across,
                || Some(()),
                |(), topic| concerns(topic),
                |()| api::journal::statistics(),
            ),
            entry: query(
                Keep::SameKey,
                move || address.with(|state| state.entree),
                |_: &i64, topic| concerns(topic),
                api::journal::get,
            ),
            selected,
            resolution: resolution(selected),
            navigate: StoredValue::new_local(navigate),
        };
        provide_context(state);
        state.follow_the_list();
        state
    }

    /// The entry whose panel is open.
    pub(super) fn open_id(self) -> Option<i64> {
        self.address.with(|state| state.entree)
    }

    /// Goes to another state of the page; with `replace`, as one more step of the same walk. The list never scrolls by
    /// itself.
    pub(super) fn go(self, state: &JournalState, replace: bool) {
        let options = NavigateOptions { replace, scroll: false, ..Default::default() };
        self.navigate.with_value(|navigate| navigate(&href(state), options));
    }

    /// Changes the filters.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let state = self.address.get_untracked();
        let filters = change(state.filters.clone());
        if filters != state.filters {
            // Typing on makes one step of the history, not one for each pause.
            let typing = !filters.recherche.is_empty() && !state.filters.recherche.is_empty();
            self.go(&state.filtered(filters), typing);
        }
    }

    /// Opens an entry. Going from entry to entry is one step of history.
    pub(super) fn open(self, id: i64) {
        let state = self.address.get_untracked();
        let walking = state.entree.is_some();
        self.go(&state.opening(Some(id)), walking);
    }

    /// Closes the panel; the focus returns to the entry's row.
    pub(super) fn close(self) {
        let Some(open) = untrack(|| self.open_id()) else { return };
        let row = untrack(|| self.ids()).iter().position(|id| *id == open).unwrap_or(0);
        self.go(&self.address.get_untracked().opening(None), false);
        focus::move_later_to_one(vec![(ROW_LINK, row), (FIRST_FILTER, 0)]);
    }

    /// The entries of the page that is shown, in order (tracked).
    pub(super) fn ids(self) -> Vec<i64> {
        self.list
            .with(|list| list.map(|list| list.data.iter().map(|row| row.id).collect()).unwrap_or_default())
    }

    /// Keeps what depends on the list right when it changes: the selection, and the page itself when the list became
    /// shorter.
    fn follow_the_list(self) {
        let ids = memo(move || self.ids());
        effect(move || {
            let ids = ids.get();
            if self.selected.with_untracked(|all| all.iter().any(|id| !ids.contains(id))) {
                self.selected.update(|all| all.retain(|id| ids.contains(id)));
            }
        });
        effect(move || {
            if self.list.pending() || self.list.error().is_some() {
                return;
            }
            let last = self.list.with(|list| {
                let list = list.filter(|list| list.data.is_empty())?;
                Some(list.pagination.total_pages).filter(|last| list.pagination.page > *last)
            });
            if let Some(last) = last {
                self.go(&self.address.get_untracked().at_page(last), true);
            }
        });
    }
}

/// Resolves or reopens entries, says how many changed, and has everyone read them again.
fn resolution(selected: RwSignal<BTreeSet<i64>>) -> Mutation<(Vec<i64>, bool)> {
    let toasts = use_toasts();
    mutation(
        |(ids, resolu): (Vec<i64>, bool)| async move {
            api::journal::resolve(ids, resolu).await.map(|changed| (changed, resolu))
        },
        move |result: Result<(i64, bool), ApiError>| match result {
            Ok((changed, resolu)) => {
                let _ = selected.try_set(BTreeSet::new());
                invalidate(&Topic::Journal);
                toasts.push(Toast::info(told(changed, resolu)));
            }
            Err(error) => toasts.push(Toast::error(error.title()).message(error.message())),
        },
    )
}

fn told(changed: i64, resolu: bool) -> String {
    match (changed, resolu) {
        (0, true) => "Déjà résolu par quelqu’un d’autre".to_owned(),
        (0, false) => "Déjà rouvert par quelqu’un d’autre".to_owned(),
        (_, true) => format::count(changed, "erreur marquée résolue", "erreurs marquées résolues"),
        (_, false) => format::count(changed, "erreur rouverte", "erreurs rouvertes"),
    }
}

/// The address of the page in a state.
pub(super) fn href(state: &JournalState) -> String {
    state.to_query().after(paths::LOGS)
}

/// The state of the page that a part belongs to.
pub(super) fn use_logs() -> LogsState {
    expect_context()
}

//! Shared state of the journal page: the filters in the URL, the data that depends on them, and the functions that
//! change both.

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

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LogsState {
    /// Filters, page and open entry, as the URL says.
    pub(super) address: Memo<JournalState>,
    /// The page of the list that the URL names.
    pub(super) list: Query<Liste<JournalErreur>>,
    /// Figures of the journal.
    pub(super) statistics: Query<StatistiquesJournal>,
    /// The open entry, which the filters may hide from the list.
    pub(super) entry: Query<JournalErreur>,
    /// The selected entries, all on the displayed page.
    pub(super) selected: RwSignal<BTreeSet<i64>>,
    /// Resolves or reopens entries.
    pub(super) resolution: Mutation<(Vec<i64>, bool)>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// Returns true when a change of the topic may change the journal. New failures arrive as notifications.
fn concerns(topic: &Topic) -> bool {
    matches!(topic, Topic::Journal | Topic::Notifications)
}

impl LogsState {
    /// Creates the state and provides it to the page.
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

    /// Returns the identifier of the entry whose panel is open.
    pub(super) fn open_id(self) -> Option<i64> {
        self.address.with(|state| state.entree)
    }

    /// Goes to another state of the page. `replace` replaces the browser's history entry. The list does not scroll.
    pub(super) fn go(self, state: &JournalState, replace: bool) {
        let options = NavigateOptions { replace, scroll: false, ..Default::default() };
        self.navigate.with_value(|navigate| navigate(&href(state), options));
    }

    /// Changes the filters and goes to the new URL, unless they stay the same.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let state = self.address.get_untracked();
        let filters = change(state.filters.clone());
        if filters != state.filters {
            // Continuous typing makes one history entry, not one per pause.
            let typing = !filters.recherche.is_empty() && !state.filters.recherche.is_empty();
            self.go(&state.filtered(filters), typing);
        }
    }

    /// Opens the panel of an entry. Going from one entry to the next adds nothing to the browser's history.
    pub(super) fn open(self, id: i64) {
        let state = self.address.get_untracked();
        let walking = state.entree.is_some();
        self.go(&state.opening(Some(id)), walking);
    }

    /// Closes the panel and returns the focus to the entry's row.
    pub(super) fn close(self) {
        let Some(open) = untrack(|| self.open_id()) else { return };
        let row = untrack(|| self.ids()).iter().position(|id| *id == open).unwrap_or(0);
        self.go(&self.address.get_untracked().opening(None), false);
        focus::move_later_to_one(vec![(ROW_LINK, row), (FIRST_FILTER, 0)]);
    }

    /// Returns the entries of the displayed page, in order (tracked).
    pub(super) fn ids(self) -> Vec<i64> {
        self.list
            .with(|list| list.map(|list| list.data.iter().map(|row| row.id).collect()).unwrap_or_default())
    }

    /// Removes from the selection the entries that left the list, and goes to the last page when the current one no
    /// longer exists.
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

/// Resolves or reopens entries, shows the number of changes, and invalidates the journal.
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

/// Returns the URL of a state.
pub(super) fn href(state: &JournalState) -> String {
    state.to_query().after(paths::LOGS)
}

/// Returns the state that [`LogsState::provide`] gave to the page.
pub(super) fn use_logs() -> LogsState {
    expect_context()
}

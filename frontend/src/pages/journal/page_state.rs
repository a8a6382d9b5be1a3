//! Shared state of the journal page: the filters in the URL, the data that depends on them, and the functions that
//! change both.

use common::{JournalErreur, Liste, StatistiquesJournal};
use leptos::prelude::*;

use super::filters::FIRST_FILTER;
use crate::api::{self, ApiError};
use crate::model::format;
use crate::model::journal::{Filters, JournalState};
use crate::model::neighbours::{Direction, Shown, Step};
use crate::model::search;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::focus::{self, ROW_LINK};
use crate::parts::listing::{Listing, Refuge};
use crate::parts::selection::Selection;
use crate::paths;
use crate::reactive::{Memo, effect, memo};
use crate::state::{Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_toasts};

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LogsState {
    /// Filters, page and open entry of the URL.
    pub(super) address: Memo<JournalState>,
    /// The page of the list that the URL names.
    pub(super) list: Query<Liste<JournalErreur>>,
    /// Figures of the journal.
    pub(super) statistics: Query<StatistiquesJournal>,
    /// The open entry, which the filters may hide from the list.
    pub(super) entry: Query<JournalErreur>,
    /// The selected entries.
    pub(super) selected: Selection<i64>,
    /// Resolves or reopens entries.
    pub(super) resolution: Mutation<(Vec<i64>, bool)>,
    /// Last known row of the open entry, which may leave the list while it is open.
    last_row: StoredValue<Option<usize>>,
    url: Address<JournalState>,
}

/// Returns true when a change of the topic may change the journal. New failures arrive as notifications.
fn concerns(topic: &Topic) -> bool {
    matches!(topic, Topic::Journal | Topic::Notifications)
}

impl LogsState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() -> Self {
        let url = Address::at(paths::LOGS);
        let address: Memo<JournalState> = url.now;
        let list = query(
            Keep::Across,
            move || Some(address.get().opening(None)),
            |_: &JournalState, topic| concerns(topic),
            |state| api::journal::list(&state.to_api_query()),
        );
        let selected = Selection::of(memo(move || ids(list)));
        let state = Self {
            address,
            list,
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
            last_row: StoredValue::new(None),
            url,
        };
        provide_context(state);
        effect(move || {
            let open = state.open_id();
            let row = state.ids().iter().position(|id| Some(*id) == open);
            if open.is_none() || row.is_some() {
                state.last_row.set_value(row);
            }
        });
        state
    }

    /// Returns the identifier of the entry whose panel is open.
    pub(super) fn open_id(self) -> Option<i64> {
        self.address.with(|state| state.entree)
    }

    /// Returns the state of the list for its table. `refuge` gets the focus when the focused element disappears.
    pub(super) fn listing(self, refuge: Refuge) -> Listing {
        Listing::of(self.list, self.url, refuge)
    }

    /// Goes to another state of the page. With `replace`, it replaces the entry of the browser's history.
    pub(super) fn go(self, state: &JournalState, replace: bool) {
        self.url.go(state, if replace { History::Replace } else { History::Push });
    }

    /// Changes the filters and goes to the new URL; does nothing when they stay as they are.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let state = self.address.get_untracked();
        let filters = change(state.filters.clone());
        if filters != state.filters {
            let typing = search::is_typing_on(&state.filters.recherche, &filters.recherche);
            self.go(&state.filtered(filters), typing);
        }
    }

    /// Opens the panel of an entry. Going from one entry to the next adds nothing to the browser's history.
    pub(super) fn open(self, id: i64) {
        let state = self.address.get_untracked();
        let walking = state.entree.is_some();
        self.go(&state.opening(Some(id)), walking);
    }

    /// Opens the next or previous entry of the page. Returns false when no panel is open.
    pub(super) fn walk(self, direction: Direction) -> bool {
        let Some(open) = untrack(|| self.open_id()) else { return false };
        let ids = untrack(|| self.ids());
        let shown = Shown { ids: &ids, page: 1, has_next: false };
        let place = shown.place(&open, self.last_row.get_value());
        if let Some(Step::Record(id)) = place.map(|place| shown.step(place, direction)) {
            self.open(id);
            focus::follow_open_row();
        }
        true
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
        ids(self.list)
    }
}

fn ids(list: Query<Liste<JournalErreur>>) -> Vec<i64> {
    list.with(|list| list.map(|list| list.data.iter().map(|row| row.id).collect()).unwrap_or_default())
}

/// Resolves or reopens entries, shows the number of changes, and invalidates the journal.
fn resolution(selected: Selection<i64>) -> Mutation<(Vec<i64>, bool)> {
    let toasts = use_toasts();
    mutation(
        |(ids, resolu): (Vec<i64>, bool)| async move {
            api::journal::resolve(ids.clone(), resolu).await.map(|changed| (changed, ids, resolu))
        },
        move |result: Result<(i64, Vec<i64>, bool), ApiError>| match result {
            Ok((changed, ids, resolu)) => {
                selected.remove(&ids);
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

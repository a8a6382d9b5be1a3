//! The list of every list page: its rows or the message in their place, and the links to other pages.

use common::{Liste, Pagination};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::address::{Address, History};
use super::focus;
use crate::model::search;
use crate::model::url_state::UrlState;
use crate::query_string;
use crate::reactive::{Memo, Show, Signal, effect, effect_after, memo, piece};
use crate::state::first_hit::use_first_hit;
use crate::state::{Query, Reading};
use crate::ui::{ErrorState, Paginator, StaleBanner};

/// Content of the box of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shown {
    /// Nothing: the first load has just started.
    #[default]
    Waiting,
    /// Placeholders for rows.
    Skeleton,
    /// An error.
    Failure,
    /// A message that the list is empty.
    Empty,
    /// The rows, which stay during a refresh.
    Rows,
}

/// State of the rows, for the function that draws them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowsState {
    /// No rows: the first load has just started.
    Waiting,
    /// No rows: the function draws placeholders.
    Skeleton,
    /// The function draws the rows.
    There,
}

/// Targets of the focus when the focused element disappears, as selector and index; the first one that exists gets it.
pub(crate) type Refuge = &'static [(&'static str, usize)];

/// The state of a list of any rows; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Listing {
    reading: Reading,
    shown: Memo<Shown>,
    pagination: Signal<Option<Pagination>>,
    /// Page that the address asks for, which may still be loading.
    asked: Signal<i64>,
    refuge: Refuge,
    go_to_page: Callback<i64>,
}

impl Listing {
    /// Creates the state of the list that an address describes. A list that is shorter than the address says shows its
    /// last page. When the content changes, the first element of `refuge` gets a lost focus.
    pub(crate) fn of<T, S>(list: Query<Liste<T>>, address: Address<S>, refuge: Refuge) -> Self
    where
        T: Clone + Send + Sync + 'static,
        S: UrlState,
    {
        address.keep_within(list);
        lead_to_first_hit(list.reading());
        let is_empty = Signal::derive(move || list.with(|list| list.map(|list| list.data.is_empty())));
        let reading = list.reading();
        Self {
            reading,
            shown: shown(reading, is_empty, refuge),
            pagination: Signal::derive(move || list.with(|list| list.map(|list| list.pagination.clone()))),
            asked: Signal::derive(move || address.now.with(UrlState::page)),
            refuge,
            go_to_page: Callback::new(move |page| address.go_to_page(page, History::Push)),
        }
    }
}

/// Goes from the search field to the first row on request, once the rows of its search are there.
fn lead_to_first_hit(reading: Reading) {
    let (first_hit, query) = (use_first_hit(), use_location().search);
    effect(move || {
        let Some(wanted) = first_hit.get() else { return };
        let found = query.with(|query| search::clean(&query_string::value(query, "recherche")));
        if found != wanted.text || reading.pending() {
            return;
        }
        // A new search begins to load in this tick, and its rows are drawn before the next frame.
        request_animation_frame(move || {
            if untrack(move || reading.pending()) || first_hit.get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            first_hit.set(None);
            if !untrack(move || reading.has_failed()) {
                focus::go_to_first_row(wanted.open);
            }
        });
    });
}

fn shown(reading: Reading, is_empty: Signal<Option<bool>>, refuge: Refuge) -> Memo<Shown> {
    let shown = memo(move || match is_empty.get() {
        Some(true) => Shown::Empty,
        Some(false) => Shown::Rows,
        None if reading.failure().is_some() => Shown::Failure,
        None if reading.skeleton() => Shown::Skeleton,
        None => Shown::Waiting,
    });
    effect_after(move |before: Option<Shown>| {
        let now = shown.get();
        if matches!(before, Some(Shown::Failure | Shown::Empty | Shown::Rows)) && before != Some(now) {
            focus::recover(refuge);
        }
        now
    });
    shown
}

/// The list, which keeps its rows while it is loaded again.
#[component]
pub(crate) fn ListArea(
    /// State of the list.
    listing: Listing,
    /// CSS classes of the box around it.
    class: &'static str,
    /// Accessible name of the box, for a list without focusable rows, which the arrow keys then scroll.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Draws the rows.
    rows: fn(RowsState) -> AnyView,
    /// Draws the message of an empty list.
    empty: fn() -> AnyView,
) -> impl IntoView {
    let Listing { reading, shown, refuge, .. } = listing;
    let retry = Callback::new(move |()| reading.refetch());
    let outdated = memo(move || reading.stale_failure().is_some());
    focus::recover_when_gone(outdated, refuge);
    let content = piece(move || match shown.get() {
        Shown::Failure => {
            reading.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()).into_any()
        }
        Shown::Empty => empty(),
        Shown::Rows => rows(RowsState::There),
        Shown::Skeleton => rows(RowsState::Skeleton),
        Shown::Waiting => rows(RowsState::Waiting),
    });
    view! {
        <StaleBanner error=Signal::derive(move || reading.stale_failure()) on_retry=retry/>
        <div
            class=class
            class:is-stale=move || reading.stale()
            aria-busy=move || reading.pending().to_string()
            role=label.map(|_| "region")
            aria-label=label
            tabindex=label.map(|_| "0")
        >
            {content}
        </div>
    }
}

/// The position in the list, and links to its other pages.
#[component]
pub(crate) fn ListFooter(
    /// State of the list.
    listing: Listing,
    /// Plural noun of the rows.
    noun: &'static str,
    /// Sets the number of rows per page.
    #[prop(optional, into)]
    on_limit: Option<Callback<i64>>,
    /// True to hide the footer while there is only one page.
    #[prop(optional)]
    only_several: bool,
) -> impl IntoView {
    let Listing { reading, pagination, asked, go_to_page, .. } = listing;
    let waiting = Signal::derive(move || reading.stale());
    let shown =
        memo(move || !only_several || pagination.with(|at| at.as_ref().is_some_and(|at| at.total_pages > 1)));
    view! {
        <Show when=shown>
            <Paginator pagination asked waiting noun on_page=go_to_page nostrip:on_limit=on_limit/>
        </Show>
    }
}

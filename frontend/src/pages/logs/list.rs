//! Table of entries with its states (first load, rows, empty, failure), and its pages.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::chips::clear;
use super::filters::FIRST_FILTER;
use super::page_state::use_logs;
use super::row::Row;
use crate::model::journal::{Etat, Filters};
use crate::parts::focus::{self, ROW_LINK};
use crate::parts::listing::Shown;
use crate::reactive::{each, memo, piece};
use crate::ui::{Button, EmptyState, ErrorState, Icon, Paginator, SkeletonRows, StaleBanner};

/// Classes of the columns, in display order; logs.css decides which ones disappear first.
const COLUMNS: [&str; 6] =
    ["log-check", "log-severity", "log-date", "log-workflow", "log-message", "log-state"];

/// Selector of the checkbox that selects the whole page.
pub(super) const ALL_BOX: &str = ".journal-table thead input";

/// Targets of the focus when the focused element disappears.
const REFUGE: &[(&str, usize)] = &[(ROW_LINK, 0), (FIRST_FILTER, 0)];

/// The list. The old rows stay during a refresh.
#[component]
pub(super) fn ListArea() -> impl IntoView {
    let page = use_logs();
    let shown = Shown::of(page.list, REFUGE);
    let retry = Callback::new(move |()| page.list.refetch());
    let outdated = memo(move || page.list.stale_failure().is_some());
    focus::recover_when_gone(outdated, REFUGE);
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        <div
            class="table-wrap journal-table"
            class:is-stale=move || page.list.stale()
            aria-busy=move || page.list.pending().to_string()
        >
            {move || match shown.get() {
                Shown::Failure => {
                    page.list.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()).into_any()
                }
                Shown::Empty => view! { <Nothing/> }.into_any(),
                other => view! { <Table skeleton=other == Shown::Skeleton/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Table(skeleton: bool) -> impl IntoView {
    let page = use_logs();
    let ids = memo(move || page.ids());
    let rows =
        skeleton.then(|| view! { <SkeletonRows rows=12 columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Erreurs"</caption>
            <thead>
                <tr>
                    <th scope="col" class="log-check"><SelectAll ids/></th>
                    <th scope="col" class="log-severity">"Sévérité"</th>
                    <th scope="col" class="log-date">"Date"</th>
                    <th scope="col" class="log-workflow">"Workflow et nœud"</th>
                    <th scope="col" class="log-message">"Message"</th>
                    <th scope="col" class="log-state">"État"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                {each(move || ids.get(), ToString::to_string, |id| view! { <Row id/> }.into_any())}
            </tbody>
        </table>
    }
}

/// Selects every entry of the page, or none.
#[component]
fn SelectAll(ids: Memo<Vec<i64>>) -> impl IntoView {
    let page = use_logs();
    let count = move || page.selected.with(BTreeSet::len);
    let all = memo(move || count() > 0 && count() == ids.with(Vec::len));
    let some = memo(move || count() > 0 && !all.get());
    let change = move |event| {
        let wanted = if event_target_checked(&event) { ids.get_untracked() } else { Vec::new() };
        page.selected.set(wanted.into_iter().collect());
    };
    view! {
        <label class="log-box">
            <input
                type="checkbox"
                aria-label="Tout sélectionner sur cette page"
                prop:checked=move || all.get()
                prop:indeterminate=move || some.get()
                on:change=change
            />
        </label>
    }
}

/// The message of an empty list: nothing to do, or no match for the filters.
#[component]
fn Nothing() -> impl IntoView {
    let page = use_logs();
    let plain = memo(move || page.address.with(|state| state.filters.is_empty()));
    piece(move || {
        if plain.get() {
            let all = move || page.filter(|filters| Filters { etat: Etat::Toutes, ..filters });
            return view! {
                <EmptyState
                    icon=Icon::CheckCircle
                    title="Aucune erreur à traiter"
                    text="Chaque échec d’une action ou d’un workflow de n8n apparaît ici."
                >
                    <Button on_press=all>"Voir aussi les erreurs résolues"</Button>
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucune erreur ne correspond"
                text="Les filtres choisis ensemble ne laissent rien passer."
            >
                <Button on_press=move || clear(page)>"Effacer les filtres"</Button>
            </EmptyState>
        }
        .into_any()
    })
}

/// Position in the list, and links to its other pages.
#[component]
pub(super) fn ListFooter() -> impl IntoView {
    let page = use_logs();
    let pagination = Signal::derive(move || page.list.with(|list| list.map(|list| list.pagination.clone())));
    let on_page = Callback::new(move |number| page.go(&page.address.get_untracked().at_page(number), false));
    let on_limit = Callback::new(move |limit| page.go(&page.address.get_untracked().limited(limit), false));
    view! { <Paginator pagination noun="erreurs" on_page on_limit/> }
}

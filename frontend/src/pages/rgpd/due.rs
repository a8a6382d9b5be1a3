//! Table of the prospects whose retention period is over, with its states and pages.

use std::collections::BTreeSet;

use common::IdProspect;
use leptos::prelude::*;

use super::page_state::use_rgpd;
use super::row::Row;
use crate::parts::focus;
use crate::parts::listing::Shown;
use crate::reactive::{Show, each, memo};
use crate::ui::{EmptyState, ErrorState, Icon, Paginator, SkeletonRows, StaleBanner};

/// Classes of the columns, in display order; rgpd.css decides which ones disappear first.
const COLUMNS: [&str; 4] = ["due-check", "", "due-last", "due-since"];

/// Targets of the focus when the focused element disappears.
pub(super) const REFUGE: &[(&str, usize)] = &[(".due-table thead input", 0), (".rgpd-opposition input", 0)];

/// The list. The old rows stay during a refresh.
#[component]
pub(super) fn DueArea() -> impl IntoView {
    let page = use_rgpd();
    let shown = Shown::of(page.list, REFUGE);
    let retry = Callback::new(move |()| page.list.refetch());
    let outdated = memo(move || page.list.stale_failure().is_some());
    focus::recover_when_gone(outdated, REFUGE);
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        <div
            class="table-wrap due-table"
            class:is-stale=move || page.list.stale()
            aria-busy=move || page.list.pending().to_string()
        >
            {move || match shown.get() {
                Shown::Failure => {
                    page.list.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()).into_any()
                }
                Shown::Empty => view! {
                    <EmptyState
                        icon=Icon::CheckCircle
                        title="Personne n’est à anonymiser"
                        text="Les prospects qui n’ont plus écrit depuis trop longtemps apparaîtront ici."
                    />
                }
                .into_any(),
                other => view! { <Table skeleton=other == Shown::Skeleton/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Table(skeleton: bool) -> impl IntoView {
    let page = use_rgpd();
    let ids = memo(move || page.ids());
    let rows =
        skeleton.then(|| view! { <SkeletonRows rows=6 columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Personnes à anonymiser"</caption>
            <thead>
                <tr>
                    <th scope="col" class="due-check"><SelectAll ids/></th>
                    <th scope="col">"Personne"</th>
                    <th scope="col" class="due-last">"Dernières nouvelles"</th>
                    <th scope="col" class="due-since">"À anonymiser depuis"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                {each(move || ids.get(), ToString::to_string, |id| view! { <Row id/> }.into_any())}
            </tbody>
        </table>
    }
}

/// Selects every prospect of the page, or none.
#[component]
fn SelectAll(ids: Memo<Vec<IdProspect>>) -> impl IntoView {
    let page = use_rgpd();
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

/// Position in the list and page links; empty for a single page.
#[component]
pub(super) fn DueFooter() -> impl IntoView {
    let page = use_rgpd();
    let pagination = Signal::derive(move || page.list.with(|list| list.map(|list| list.pagination.clone())));
    let several = memo(move || pagination.with(|at| at.as_ref().is_some_and(|at| at.total_pages > 1)));
    view! {
        <Show when=several>
            <Paginator pagination noun="personnes" on_page=page.number.go/>
        </Show>
    }
}

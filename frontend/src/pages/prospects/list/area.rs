//! The table with each of its states: first load, rows, nothing to show, failure.

use leptos::prelude::*;

use super::empty::EmptyList;
use super::head::ListHead;
use super::rows::Rows;
use super::{COLUMNS, ROW_LINK};
use crate::pages::prospects::filters::FIRST_FILTER;
use crate::pages::prospects::focus;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::ui::{ErrorState, SkeletonRows, StaleBanner};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Waiting,
    Skeleton,
    Failure,
    Empty,
    Rows,
}

fn shown(page: PageState) -> Shown {
    let rows = page.list.with(|list| list.map(|list| list.data.len()));
    match rows {
        Some(0) => Shown::Empty,
        Some(_) => Shown::Rows,
        None if page.list.failure().is_some() => Shown::Failure,
        None if page.list.skeleton() => Shown::Skeleton,
        None => Shown::Waiting,
    }
}

/// The list. While it is fetched again the old rows stay.
#[component]
pub(in crate::pages::prospects) fn ListArea() -> impl IntoView {
    let page = use_page();
    let shown = Memo::new(move |_| shown(page));
    let retry = Callback::new(move |()| page.list.refetch());
    let outdated = Memo::new(move |_| page.list.stale_failure().is_some());
    focus::recover_when_gone(outdated, &[(ROW_LINK, 0), (FIRST_FILTER, 0)]);
    keep_focus(shown);
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        <div class="table-wrap prospects-table" aria-busy=move || page.list.pending().to_string()>
            {move || match shown.get() {
                Shown::Failure => {
                    let failure = page.list.failure();
                    failure.map(|error| view! { <ErrorState error on_retry=retry/> }).into_any()
                }
                Shown::Empty => view! { <EmptyList/> }.into_any(),
                Shown::Rows => view! { <ListTable><Rows/></ListTable> }.into_any(),
                Shown::Skeleton => {
                    let rows = view! { <SkeletonRows rows=12 columns=COLUMNS.len() classes=&COLUMNS/> };
                    view! { <ListTable>{rows}</ListTable> }.into_any()
                }
                Shown::Waiting => view! { <ListTable>""</ListTable> }.into_any(),
            }}
        </div>
    }
}

/// What takes the place of something that may have held the focus gets it.
fn keep_focus(shown: Memo<Shown>) {
    Effect::new(move |before: Option<Shown>| {
        let now = shown.get();
        if matches!(before, Some(Shown::Failure | Shown::Empty | Shown::Rows)) && before != Some(now) {
            focus::recover(&[(ROW_LINK, 0), (FIRST_FILTER, 0)]);
        }
        now
    });
}

/// The table around the rows.
#[component]
fn ListTable(
    /// Its rows.
    children: Children,
) -> impl IntoView {
    view! {
        <table class="table">
            <caption class="sr-only">"Prospects"</caption>
            <ListHead/>
            <tbody>{children()}</tbody>
        </table>
    }
}

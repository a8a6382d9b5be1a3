//! Table of prospects with its states: first load, rows, empty, failure.

use leptos::prelude::*;

use super::COLUMNS;
use super::empty::EmptyList;
use super::head::ListHead;
use super::rows::Rows;
use crate::pages::prospects::filters::FIRST_FILTER;
use crate::pages::prospects::page_state::use_page;
use crate::parts::focus::{self, ROW_LINK};
use crate::parts::lazy::{Lazy, part};
use crate::parts::listing::Shown;
use crate::reactive::memo;
use crate::ui::{ErrorState, SkeletonRows, StaleBanner};

/// Targets of the focus when the focused element disappears.
const REFUGE: &[(&str, usize)] = &[(ROW_LINK, 0), (FIRST_FILTER, 0)];

part!(shell, empty, view! { <EmptyList/> });

/// The list. The old rows stay during a refresh.
#[component]
pub(in crate::pages::prospects) fn ListArea() -> impl IntoView {
    let page = use_page();
    let shown = Shown::of(page.list, REFUGE);
    let retry = Callback::new(move |()| page.list.refetch());
    let outdated = memo(move || page.list.stale_failure().is_some());
    focus::recover_when_gone(outdated, REFUGE);
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        <div class="table-wrap prospects-table" aria-busy=move || page.list.pending().to_string()>
            {move || match shown.get() {
                Shown::Failure => {
                    let failure = page.list.failure();
                    failure.map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()).into_any()
                }
                Shown::Empty => view! { <Lazy part=empty/> }.into_any(),
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

/// The table around the rows.
#[component]
fn ListTable(
    /// The rows.
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

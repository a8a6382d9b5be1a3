//! The table of the prospects or the message in its place, and its pages.

use leptos::prelude::*;

use super::COLUMNS;
use super::empty::EmptyList;
use super::head::ListHead;
use super::rows::Rows;
use crate::pages::prospects::day::empty_section;
use crate::pages::prospects::filters::FIRST_FILTER;
use crate::pages::prospects::page_state::{Screen, use_page};
use crate::pages::prospects::picking::is_offered;
use crate::parts::address::History;
use crate::parts::focus::ROW_LINK;
use crate::parts::lazy::{Lazy, part};
use crate::parts::listing::{ListArea, ListFooter, Refuge, RowsState};
use crate::ui::SkeletonRows;

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(ROW_LINK, 0), (FIRST_FILTER, 0)];

part!(shell, empty, view! { <EmptyList/> });

/// The list and its pages.
#[component]
pub(in crate::pages::prospects) fn List() -> impl IntoView {
    let page = use_page();
    let listing = page.listing(REFUGE);
    let class = match page.screen {
        Screen::Prospects => "table-wrap prospects-table",
        Screen::Journee => "table-wrap prospects-table is-day",
    };
    let nothing: fn() -> AnyView = match page.screen {
        Screen::Prospects => || view! { <Lazy part=empty/> }.into_any(),
        Screen::Journee => || view! { <Lazy part=empty_section/> }.into_any(),
    };
    let on_limit = Callback::new(move |limit: i64| {
        page.go(&page.address.get_untracked().limited(limit), History::Push);
    });
    view! {
        <ListArea listing class rows=table empty=nothing/>
        <ListFooter listing noun="prospects" on_limit/>
    }
}

fn table(rows: RowsState) -> AnyView {
    let rows = match rows {
        RowsState::Waiting => ().into_any(),
        RowsState::Skeleton => {
            let classes = if is_offered(use_page()) { &COLUMNS[..] } else { &COLUMNS[1..] };
            view! { <SkeletonRows rows=12 columns=classes.len() classes/> }.into_any()
        }
        RowsState::There => view! { <Rows/> }.into_any(),
    };
    view! {
        <table class="table">
            <caption class="sr-only">"Prospects"</caption>
            <ListHead/>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

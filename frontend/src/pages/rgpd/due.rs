//! Table of the prospects whose retention period is over, and its pages.

use leptos::prelude::*;

use super::page_state::use_rgpd;
use super::row::Row;
use crate::parts::listing::{ListArea, ListFooter, Refuge, RowsState};
use crate::reactive::{each, memo};
use crate::ui::{EmptyState, Icon, SkeletonRows};

/// Classes of the columns, in display order; rgpd.css decides which ones disappear first.
const COLUMNS: [&str; 4] = ["due-check", "", "due-last", "due-since"];

/// Targets of the focus when the focused element disappears.
pub(super) const REFUGE: Refuge = &[(".due-table thead input", 0), (".rgpd-opposition input", 0)];

/// The list and, when there are several pages, the page buttons, with `children` between the two.
#[component]
pub(super) fn DueList(children: Children) -> impl IntoView {
    let listing = use_rgpd().listing(REFUGE);
    view! {
        <ListArea listing class="table-wrap due-table" rows=table empty=nobody/>
        {children()}
        <ListFooter listing noun="personnes" only_several=true/>
    }
}

fn nobody() -> AnyView {
    view! {
        <EmptyState
            icon=Icon::CheckCircle
            title="Personne n’est à anonymiser"
            text="Les prospects qui n’ont plus écrit depuis trop longtemps apparaîtront ici."
        />
    }
    .into_any()
}

fn table(rows: RowsState) -> AnyView {
    let page = use_rgpd();
    let ids = memo(move || page.ids());
    let skeleton = (rows == RowsState::Skeleton)
        .then(|| view! { <SkeletonRows rows=6 columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Personnes à anonymiser"</caption>
            <thead>
                <tr>
                    <th scope="col" class="due-check">{page.selected.page_box()}</th>
                    <th scope="col">"Personne"</th>
                    <th scope="col" class="due-last">"Dernières nouvelles"</th>
                    <th scope="col" class="due-since">"À anonymiser depuis"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(move || ids.get(), ToString::to_string, |id| view! { <Row id/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

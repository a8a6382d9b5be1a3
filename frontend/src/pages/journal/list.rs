//! The table of the journal or the message in its place, and its pages.

use leptos::prelude::*;

use super::chips::clear;
use super::filters::FIRST_FILTER;
use super::page_state::use_logs;
use super::row::Row;
use crate::model::journal::{Etat, Filters};
use crate::parts::focus::ROW_LINK;
use crate::parts::listing::{ListArea, ListFooter, Refuge, RowsState};
use crate::reactive::{each, memo, piece};
use crate::ui::{Button, EmptyState, Icon, SkeletonRows};

/// Classes of the columns, in display order; journal.css decides which ones disappear first.
const COLUMNS: [&str; 6] = [
    "journal-check",
    "journal-severity",
    "journal-date",
    "journal-workflow",
    "journal-message",
    "journal-state",
];

/// Selector of the checkbox that selects the whole page.
pub(super) const ALL_BOX: &str = ".journal-table thead input";

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(ROW_LINK, 0), (FIRST_FILTER, 0)];

/// The list and its pages, with `children` between the two.
#[component]
pub(super) fn List(children: Children) -> impl IntoView {
    let page = use_logs();
    let listing = page.listing(REFUGE);
    let on_limit = Callback::new(move |limit| page.go(&page.address.get_untracked().limited(limit), false));
    view! {
        <ListArea listing class="table-wrap journal-table" rows=table empty=|| view! { <Nothing/> }.into_any()/>
        {children()}
        <ListFooter listing noun="erreurs" on_limit/>
    }
}

fn table(rows: RowsState) -> AnyView {
    let page = use_logs();
    let ids = memo(move || page.ids());
    let skeleton = (rows == RowsState::Skeleton)
        .then(|| view! { <SkeletonRows rows=12 columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Erreurs"</caption>
            <thead>
                <tr>
                    <th scope="col" class="journal-check">{page.selected.page_box()}</th>
                    <th scope="col" class="journal-severity">"Sévérité"</th>
                    <th scope="col" class="journal-date">"Date"</th>
                    <th scope="col" class="journal-workflow">"Workflow et nœud"</th>
                    <th scope="col" class="journal-message">"Message"</th>
                    <th scope="col" class="journal-state">"État"</th>
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

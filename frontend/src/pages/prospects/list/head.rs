//! The head of the table: sortable columns, each with the class by which it leaves when there is no room.

use common::SortKey;
use leptos::prelude::*;

use crate::model::filters::{aria_sort, toggled};
use crate::pages::prospects::page_state::{History, PageState, use_page};
use crate::ui::{Sort, SortTh};

/// The columns, most needed first in the order in which they stay (see prospects.css).
#[component]
pub(super) fn ListHead() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <SortedBy key=SortKey::Nom class="col-name"/>
                <th scope="col" class="col-phone">"Téléphone"</th>
                <th scope="col" class="col-formation">"Formation"</th>
                <th scope="col" class="col-funding">"Financement"</th>
                <SortedBy key=SortKey::Statut class="col-statut"/>
                <th scope="col" class="col-source">"Source"</th>
                <SortedBy key=SortKey::Echanges class="col-count" numeric=true/>
                <SortedBy key=SortKey::PremierContact class="col-first"/>
                <SortedBy key=SortKey::DernierContact class="col-last"/>
            </tr>
        </thead>
    }
}

/// A column that sorts.
#[component]
fn SortedBy(
    /// Which one.
    key: SortKey,
    /// Its class.
    class: &'static str,
    /// Whether it holds numbers.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let page = use_page();
    let sort = Signal::derive(move || match page.address.with(|state| aria_sort(state.tri, key)) {
        Some("descending") => Sort::Desc,
        Some(_) => Sort::Asc,
        None => Sort::None,
    });
    view! { <SortTh label=key.libelle() sort on_sort=Callback::new(move |()| sort_by(page, key)) numeric class/> }
}

fn sort_by(page: PageState, key: SortKey) {
    let state = page.address.get_untracked();
    let tri = toggled(state.tri, key);
    page.go(&state.sorted(tri), History::Push);
}

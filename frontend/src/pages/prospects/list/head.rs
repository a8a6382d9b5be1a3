//! The head of the table: sortable columns, each with the class by which it leaves when there is no room.

use leptos::prelude::*;

use crate::model::filters::SortKey;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::address::History;
use crate::ui::{Sort, SortTh};

/// The columns, most needed first in the order in which they stay (see prospects.css).
#[component]
pub(super) fn ListHead() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <SortedBy key=SortKey::Nom label="Prospect" class="col-name"/>
                <th scope="col" class="col-phone">"Téléphone"</th>
                <th scope="col" class="col-formation">"Formation"</th>
                <th scope="col" class="col-funding">"Financement"</th>
                <SortedBy key=SortKey::Statut label="Statut" class="col-statut"/>
                <th scope="col" class="col-source">"Source"</th>
                <SortedBy key=SortKey::NbEchanges label="Échanges" class="col-count" numeric=true/>
                <SortedBy key=SortKey::DatePremierContact label="Premier contact" class="col-first"/>
                <SortedBy key=SortKey::DateDernierContact label="Dernier contact" class="col-last"/>
            </tr>
        </thead>
    }
}

/// A column that sorts.
#[component]
fn SortedBy(
    /// Which one.
    key: SortKey,
    /// Its name.
    label: &'static str,
    /// Its class.
    class: &'static str,
    /// Whether it holds numbers.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let page = use_page();
    let sort = Signal::derive(move || match page.address.with(|state| state.tri.aria(key)) {
        Some("descending") => Sort::Desc,
        Some(_) => Sort::Asc,
        None => Sort::None,
    });
    view! { <SortTh label sort on_sort=Callback::new(move |()| sort_by(page, key)) numeric class/> }
}

fn sort_by(page: PageState, key: SortKey) {
    let state = page.address.get_untracked();
    let tri = state.tri.toggled(key);
    page.go(&state.sorted(tri), History::Push);
}

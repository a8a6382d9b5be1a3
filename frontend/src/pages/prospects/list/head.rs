//! Head of the table: sortable columns, with classes that hide them on narrow screens.

use leptos::prelude::*;

use crate::model::filters::SortKey;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::address::History;
use crate::ui::{Sort, SortTh};

/// The columns; prospects.css hides the least needed first.
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

/// A sortable column.
#[component]
fn SortedBy(
    /// Sort key of the column.
    key: SortKey,
    /// Label of the column.
    label: &'static str,
    /// Class of the column.
    class: &'static str,
    /// True for a column of numbers.
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

//! Head of the table: sortable columns, with classes that hide them on narrow screens.

use common::SortKey;
use leptos::prelude::*;

use crate::model::filters::{aria_sort, toggled};
use crate::pages::prospects::page_state::{PageState, Screen, use_page};
use crate::pages::prospects::picking;
use crate::parts::address::History;
use crate::reactive::Signal;
use crate::ui::{Sort, SortTh};

/// The columns; prospects.css hides the least needed first.
#[component]
pub(super) fn ListHead() -> impl IntoView {
    let page = use_page();
    let check = picking::is_offered(page)
        .then(|| view! { <th scope="col" class="col-check">{picking::page_box(page)}</th> }.into_any());
    view! {
        <thead>
            <tr>
                {check}
                <SortedBy key=SortKey::Nom class="col-name"/>
                <th scope="col" class="col-phone">"Téléphone"</th>
                <th scope="col" class="col-formation">"Formation"</th>
                <th scope="col" class="col-funding">"Financement"</th>
                <SortedBy key=SortKey::Statut class="col-statut"/>
                <th scope="col" class="col-touch">"Relance"</th>
                <th scope="col" class="col-source">"Source"</th>
                <SortedBy key=SortKey::Echanges class="col-count" numeric=true/>
                <SortedBy key=SortKey::PremierContact class="col-first"/>
                <SortedBy key=SortKey::DernierContact class="col-last"/>
            </tr>
        </thead>
    }
}

/// A sortable column.
#[component]
fn SortedBy(
    /// Sort key of the column.
    key: SortKey,
    /// Class of the column.
    class: &'static str,
    /// True for a column of numbers.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let page = use_page();
    // The day's work has an order of its own.
    if page.screen == Screen::Journee {
        return view! { <th scope="col" class=class class:num=numeric>{key.libelle()}</th> }.into_any();
    }
    let sort = Signal::derive(move || match page.address.with(|state| aria_sort(state.tri, key)) {
        Some("descending") => Sort::Desc,
        Some(_) => Sort::Asc,
        None => Sort::None,
    });
    view! { <SortTh label=key.libelle() sort on_sort=Callback::new(move |()| sort_by(page, key)) numeric class/> }.into_any()
}

fn sort_by(page: PageState, key: SortKey) {
    let state = page.address.get_untracked();
    let tri = toggled(state.tri, key);
    page.go(&state.sorted(tri), History::Push);
}

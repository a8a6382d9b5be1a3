//! Filters above the list: one multi-select per filter, and a chip per choice.

mod chips;
mod select;

use leptos::prelude::*;

pub(in crate::pages::prospects) use self::chips::FilterChips;
use self::select::FilterSelect;
use crate::model::filters::Filter;
use crate::pages::prospects::new_button::NewButton;
use crate::pages::prospects::page_state::use_page;
use crate::parts::export::ExportMenu;
use crate::parts::filter_fields::FilterFields;
use crate::reactive::Signal;

/// Selector of the first filter's button, which always exists.
pub(super) const FIRST_FILTER: &str = ".prospects-filters button";

/// The filter bar. The search field is in the top bar; its text appears as a chip.
#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let page = use_page();
    // The filtered list in its order, all pages.
    let query = Signal::derive(move || {
        page.address.with(|state| state.filters.to_query().with("tri", &state.tri.to_string()).after(""))
    });
    let active = Signal::derive(move || page.address.with(|state| state.filters.active()));
    view! {
        <div class="filter-bar prospects-filters" role="group" aria-label="Filtres de la liste">
            <FilterFields active>
                <FilterSelect filter=Filter::Statut/>
                <FilterSelect filter=Filter::Formation/>
                <FilterSelect filter=Filter::Financement/>
                <FilterSelect filter=Filter::Suivi/>
            </FilterFields>
            <ExportMenu path="/api/prospects/export" query/>
            <NewButton/>
        </div>
    }
}

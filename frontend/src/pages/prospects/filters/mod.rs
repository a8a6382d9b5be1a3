//! The filters above the list: one multi-select a filter, and a chip for each choice.

mod chips;
mod select;

use leptos::prelude::*;

use self::chips::FilterChips;
use self::select::FilterSelect;
use crate::model::filters::Filter;
use crate::pages::export::ExportMenu;
use crate::pages::prospects::new_button::NewButton;
use crate::pages::prospects::page_state::use_page;

/// The button of the first filter: it is always there.
pub(super) const FIRST_FILTER: &str = ".prospects-filters button";

/// The bar. The search field is the one of the top bar; its text shows here as a chip.
#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let page = use_page();
    // What is listed, in the same order, on all its pages.
    let query = Signal::derive(move || {
        page.address.with(|state| state.filters.to_query().with("tri", &state.tri.to_string()).after(""))
    });
    view! {
        <div class="prospects-filters" role="group" aria-label="Filtres de la liste">
            <FilterSelect filter=Filter::Statut/>
            <FilterSelect filter=Filter::Formation/>
            <FilterSelect filter=Filter::Financement/>
            <ExportMenu path="/api/prospects/export" query/>
            <NewButton/>
        </div>
        <FilterChips/>
    }
}

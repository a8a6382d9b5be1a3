//! Filters above the list, and the export of the filtered entries.

use common::Severite;
use leptos::prelude::*;

use super::page_state::use_logs;
use crate::api;
use crate::model::journal::{Etat, Filters, workflow_name};
use crate::model::search;
use crate::parts::export::ExportMenu;
use crate::parts::filter_fields::{ChoiceFilter, FilterFields};
use crate::parts::multi_select::{Missing, MultiOption, MultiSelect};
use crate::parts::period::{Period, PeriodFilter};
use crate::reactive::{Signal, memo};
use crate::ui::{SearchField, SelectOption};

/// Selector of the first filter's button, which always exists.
pub(super) const FIRST_FILTER: &str = ".journal-filters button";

/// The filter bar.
#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let page = use_logs();
    let searched = Signal::derive(move || page.address.with(|state| state.filters.recherche.clone()));
    let search = Callback::new(move |text: String| {
        page.filter(|filters| Filters { recherche: search::clean(&text), ..filters });
    });
    let query = Signal::derive(move || page.address.with(|state| state.filters.to_api_query().after("")));
    let active = Signal::derive(move || page.address.with(|state| state.filters.active()));
    let period = Period {
        du: Signal::derive(move || page.address.with(|state| state.filters.du.clone())),
        au: Signal::derive(move || page.address.with(|state| state.filters.au.clone())),
        on_du: Callback::new(move |du| page.filter(|filters| Filters { du, ..filters })),
        on_au: Callback::new(move |au| page.filter(|filters| Filters { au, ..filters })),
    };
    view! {
        <div class="filter-bar journal-filters" role="group" aria-label="Filtres du journal">
            <SearchField
                label="Rechercher dans le journal"
                placeholder="Message, nœud, workflow…"
                value=searched
                on_search=search
            />
            <FilterFields active>
                <SeverityFilter/>
                <WorkflowFilter/>
                <StateFilter/>
                <PeriodFilter period/>
            </FilterFields>
            <ExportMenu path=api::journal::EXPORT query/>
        </div>
    }
}

#[component]
fn SeverityFilter() -> impl IntoView {
    let page = use_logs();
    let options = Signal::stored(
        Severite::ALL.iter().map(|one| MultiOption::new(one.as_str(), one.libelle())).collect::<Vec<_>>(),
    );
    let selected = Signal::derive(move || {
        page.address.with(|state| state.filters.severites.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let on_change = Callback::new(move |words: Vec<String>| {
        let severites = words.iter().filter_map(|word| word.parse().ok()).collect();
        page.filter(|filters| Filters { severites, ..filters });
    });
    view! { <MultiSelect label="Sévérité" options selected on_change/> }
}

/// Offers the workflows of the journal, and those of the URL that the journal no longer contains, so that they can be
/// deselected.
#[component]
fn WorkflowFilter() -> impl IntoView {
    let page = use_logs();
    let selected = Signal::derive(move || {
        page.address.with(|state| state.filters.workflows.iter().cloned().collect::<Vec<_>>())
    });
    let options = Signal::derive(move || {
        let mut names =
            page.statistics.with(|figures| figures.map(|one| one.workflows.clone()).unwrap_or_default());
        names.extend(selected.get());
        names.sort_unstable();
        names.dedup();
        names.iter().map(|name| MultiOption::new(name, workflow_name(name))).collect::<Vec<_>>()
    });
    let on_change = Callback::new(move |names: Vec<String>| {
        page.filter(|filters| Filters { workflows: names.into_iter().collect(), ..filters });
    });
    let on_retry = Callback::new(move |()| page.statistics.refetch());
    let missing = Missing { error: Signal::derive(move || page.statistics.failure()), on_retry };
    view! { <MultiSelect label="Workflow" options selected on_change missing/> }
}

#[component]
fn StateFilter() -> impl IntoView {
    let page = use_logs();
    let options = Etat::ALL.map(|one| SelectOption::new(one.word(), one.libelle())).to_vec();
    let chosen = memo(move || page.address.with(|state| state.filters.etat.word().to_owned()));
    let on_choice = Callback::new(move |word: String| {
        let etat = Etat::parse(&word);
        page.filter(|filters| Filters { etat, ..filters });
    });
    view! { <ChoiceFilter label="État" options=Signal::stored(options) chosen on_choice/> }
}

//! Multi-select of one filter, with the number of prospects that each choice would show.

use std::collections::BTreeMap;

use common::prospect::CompteursProspects;
use common::{ModeFinancement, StatutProspect};
use leptos::prelude::*;

use crate::model::filters::{Filter, Filters};
use crate::model::suivi;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::multi_select::{Missing, MultiOption, MultiSelect};
use crate::reactive::Signal;

/// The multi-select of a filter with a closed list of choices.
#[component]
pub(super) fn FilterSelect(
    /// The filter.
    filter: Filter,
) -> impl IntoView {
    let page = use_page();
    let options = Signal::derive(move || options(page, filter));
    let selected = Signal::derive(move || {
        page.address.with(|state| {
            codes(page, filter)
                .into_iter()
                .map(|(code, _)| code)
                .filter(|code| state.filters.contains(filter, code))
                .collect::<Vec<_>>()
        })
    });
    let on_change = Callback::new(move |codes: Vec<String>| {
        let filters = page.address.with_untracked(|state| state.filters.clone());
        // Each pressed choice alone, because a choice may replace another one.
        let before = selected.get_untracked();
        let gone = before.iter().filter(|code| !codes.contains(code));
        let pressed = gone.chain(codes.iter().filter(|code| !before.contains(code)));
        page.filter(pressed.fold(filters, |filters, code| filters.toggled(filter, code)));
    });
    // The page itself knows the other choices.
    let error = move || page.formations.failure().filter(|_| filter == Filter::Formation);
    let on_retry = Callback::new(move |()| page.formations.refetch());
    let missing = Missing { error: Signal::derive(error), on_retry };
    let days = if filter == Filter::Suivi { suivi::BY_DAY } else { &[] };
    view! { <MultiSelect label=filter.libelle() options selected on_change missing days/> }
}

/// Returns the choices of a filter, as code and label. A selected formation that the catalogue does not know (an old
/// link) is included, so that it can be deselected.
fn codes(page: PageState, filter: Filter) -> Vec<(String, String)> {
    match filter {
        Filter::Statut => {
            StatutProspect::ALL.iter().map(|code| (code.to_string(), code.libelle().to_owned())).collect()
        }
        Filter::Financement => {
            ModeFinancement::ALL.iter().map(|code| (code.to_string(), code.libelle().to_owned())).collect()
        }
        Filter::Formation => formations(page),
        Filter::Suivi => followed(page),
        Filter::Recherche => Vec::new(),
    }
}

/// Returns the choices by the work on a prospect, and what is chosen beside them (an old link, another number of days).
/// The owners are named once they are loaded.
fn followed(page: PageState) -> Vec<(String, String)> {
    let mut codes = suivi::choices(&page.colleagues());
    if page.owners.with(|owners| owners.is_some()) {
        for code in &page.address.with(|state| state.filters.suivi.clone()) {
            if !codes.iter().any(|(known, _)| known == code) {
                codes.push((code.clone(), suivi::unlisted(code)));
            }
        }
    }
    codes
}

fn formations(page: PageState) -> Vec<(String, String)> {
    let mut codes: Vec<_> = page.formations.with(|formations| {
        formations
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|f| (f.code.clone(), f.nom.clone()))
            .collect()
    });
    let counted =
        page.counts.with(|counts| counts.map(|counts| counts.formation.keys().cloned().collect::<Vec<_>>()));
    let chosen = page.address.with(|state| state.filters.formations.clone());
    for code in counted.unwrap_or_default().into_iter().chain(chosen.iter().cloned()) {
        if !codes.iter().any(|(known, _)| *known == code) {
            codes.push((code.clone(), code));
        }
    }
    codes
}

fn options(page: PageState, filter: Filter) -> Vec<MultiOption> {
    let choices = codes(page, filter);
    page.counts.with(|counts| {
        let counts = counts.and_then(|counts| of_filter(counts, filter));
        let count = |code: &str| counts.map(|counts| counts.get(code).copied().unwrap_or(0));
        choices
            .into_iter()
            .map(|(code, label)| MultiOption::new(code.clone(), label).count(count(&code)))
            .collect()
    })
}

/// Returns the counts of a filter; `None` for one that the service does not count.
fn of_filter(counts: &CompteursProspects, filter: Filter) -> Option<&BTreeMap<String, i64>> {
    match filter {
        Filter::Statut => Some(&counts.statut),
        Filter::Formation => Some(&counts.formation),
        Filter::Financement => Some(&counts.financement),
        Filter::Suivi | Filter::Recherche => None,
    }
}

/// Returns the label of a choice, for its chip.
pub(super) fn label(page: PageState, filter: Filter, code: &str) -> String {
    codes(page, filter)
        .into_iter()
        .find(|(known, _)| known == code)
        .map_or_else(|| code.to_owned(), |(_, label)| label)
}

/// Lists the selected choices, filter by filter.
pub(super) fn chosen(filters: &Filters) -> Vec<(Filter, String)> {
    let of = |filter: Filter, code: &str| (filter, code.to_owned());
    let statuts = filters.statuts.iter().map(|statut| of(Filter::Statut, statut.as_str()));
    let formations = filters.formations.iter().map(|code| of(Filter::Formation, code));
    let financements = filters.financements.iter().map(|mode| of(Filter::Financement, mode.as_str()));
    let recherche = (!filters.recherche.is_empty()).then(|| of(Filter::Recherche, &filters.recherche));
    let suivi = filters.suivi.iter().map(|code| of(Filter::Suivi, code));
    statuts.chain(formations).chain(financements).chain(suivi).chain(recherche).collect()
}

//! Filters above the list of candidates, and the export of the filtered list.

use common::StatutDossier;
use leptos::prelude::*;

use super::list::CandidatsState;
use crate::api;
use crate::parts::export::ExportMenu;
use crate::parts::filter_fields::{ChoiceFilter, FilterFields};
use crate::parts::multi_select::{Missing, MultiOption, MultiSelect};
use crate::query_string::QueryString;
use crate::reactive::{Signal, memo};
use crate::state::{Keep, Query, Topic, query};
use crate::ui::{LookupFailure, SearchField, SelectOption};

/// The states of a file that candidates have: `RECU` is one of earlier versions of the service.
fn dossiers() -> impl Iterator<Item = StatutDossier> {
    StatutDossier::ALL.iter().copied().filter(|statut| *statut != StatutDossier::Recu)
}

/// The filter bar.
#[component]
pub(super) fn FilterBar(page: CandidatsState) -> impl IntoView {
    let state = page.address.now;
    let value = Signal::derive(move || state.with(|state| state.filters.recherche.clone()));
    let active = Signal::derive(move || state.with(|state| state.filters.active()));
    let query = Signal::derive(move || state.with(|state| state.chosen().after("")));
    view! {
        <div class="filter-bar candidats-filters" role="group" aria-label="Filtres de la liste">
            <SearchField
                label="Rechercher un candidat"
                placeholder="Nom, e-mail ou numéro de dossier…"
                value
                on_search=move |text: String| page.filter(|filters| filters.searching(&text))
            />
            <FilterFields active>
                <FormationFilter page/>
                <SessionFilter page/>
                <DossierFilter page/>
                <ManqueFilter page/>
            </FilterFields>
            <ExportMenu path="/api/candidats/export" query/>
        </div>
    }
}

#[component]
fn FormationFilter(page: CandidatsState) -> impl IntoView {
    let formations = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Catalogue,
        |()| api::catalogue::formations(),
    );
    let options = Signal::derive(move || {
        let named = formations.get().unwrap_or_default().into_iter();
        let named = named.map(|one| SelectOption::new(one.code, one.nom));
        std::iter::once(SelectOption::new("", "Toutes les formations")).chain(named).collect::<Vec<_>>()
    });
    let chosen = memo(move || page.address.now.with(|state| state.filters.formation.clone()));
    let on_choice = Callback::new(move |code| page.filter(|filters| filters.of_formation(code)));
    view! {
        <ChoiceFilter label="Formation" options chosen on_choice/>
        <Unreadable title="Formations illisibles" of=formations/>
    }
}

/// The sessions of the chosen formation, or all of them.
#[component]
fn SessionFilter(page: CandidatsState) -> impl IntoView {
    let formation = memo(move || page.address.now.with(|state| state.filters.formation.clone()));
    let sessions = query(
        Keep::Across,
        move || Some(formation.get()),
        |_: &String, topic| *topic == Topic::Catalogue,
        |formation| async move {
            let of = [("formation", formation)].into_iter().filter(|(_, code)| !code.is_empty());
            api::catalogue::session_list(&of.collect::<QueryString>()).await
        },
    );
    let options = Signal::derive(move || {
        let one_formation = formation.with(|code| !code.is_empty());
        let named = sessions.get().map(|list| list.data).unwrap_or_default().into_iter().map(|one| {
            let label =
                if one_formation { one.libelle } else { [&one.libelle, " – ", &one.formation].concat() };
            SelectOption::new(one.id_session.to_string(), label)
        });
        std::iter::once(SelectOption::new("", "Toutes les sessions")).chain(named).collect::<Vec<_>>()
    });
    let chosen = memo(move || page.address.now.with(|state| state.filters.session.clone()));
    let on_choice = Callback::new(move |id| page.filter(|filters| filters.of_session(id)));
    view! {
        <ChoiceFilter label="Session" options chosen on_choice/>
        <Unreadable title="Sessions illisibles" of=sessions/>
    }
}

#[component]
fn DossierFilter(page: CandidatsState) -> impl IntoView {
    let options = Signal::derive(|| {
        dossiers().map(|statut| MultiOption::new(statut.as_str(), statut.libelle())).collect::<Vec<_>>()
    });
    let selected = Signal::derive(move || {
        page.address
            .now
            .with(|state| state.filters.dossier.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let on_change =
        Callback::new(move |codes: Vec<String>| page.filter(|filters| filters.of_dossier(&codes)));
    view! { <MultiSelect label="Dossier" options selected on_change/> }
}

#[component]
fn ManqueFilter(page: CandidatsState) -> impl IntoView {
    let pieces = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Candidats,
        |()| api::candidats::missing_pieces(),
    );
    let selected = Signal::derive(move || {
        page.address.now.with(|state| state.filters.manque.iter().cloned().collect::<Vec<_>>())
    });
    // A chosen piece that nobody lacks any more stays a choice, so that it can be deselected.
    let options = Signal::derive(move || {
        let known = pieces.get().unwrap_or_default();
        let gone = selected.get().into_iter().filter(|code| known.iter().all(|one| one.code != *code));
        let gone = gone.map(|code| MultiOption::new(code.clone(), code)).collect::<Vec<_>>();
        known.into_iter().map(|one| MultiOption::new(one.code, one.libelle)).chain(gone).collect::<Vec<_>>()
    });
    let on_change = Callback::new(move |codes: Vec<String>| page.filter(|filters| filters.lacking(codes)));
    let missing = Missing {
        error: Signal::derive(move || pieces.failure()),
        on_retry: Callback::new(move |()| pieces.refetch()),
    };
    view! { <MultiSelect label="Il manque" options selected on_change missing/> }
}

/// Tells that the choices of a filter could not be read.
#[component]
fn Unreadable<T: Clone + Send + Sync + 'static>(title: &'static str, of: Query<T>) -> impl IntoView {
    let error = Signal::derive(move || of.failure());
    view! { <LookupFailure title error on_retry=move || of.refetch()/> }
}

//! Page of the candidate list.

use common::{Candidat, Liste};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::filters::Filters;
use super::rows::Row;
use crate::reactive::{each, effect, effect_after, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::{
    Button, EmptyState, ErrorState, Icon, LookupFailure, Paginator, SearchField, SelectField, SelectOption,
    SkeletonRows, StaleBanner,
};
use crate::{api, paths};

const COLUMNS: usize = 6;

/// The page of the candidate list.
#[component]
pub(crate) fn CandidatsPage() -> impl IntoView {
    use_page_title("Candidats");
    let (navigate, search) = (use_navigate(), use_location().search);
    let filters = memo(move || Filters::parse(&search.get()));
    let go = Callback::new(move |wish: Filters| {
        // Continuous typing makes one history entry, not one per letter.
        let typing = !filters.with_untracked(|now| now.recherche.is_empty()) && !wish.recherche.is_empty();
        let options = NavigateOptions {
            replace: typing && wish.page == 1,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&paths::candidats(&wish.query()), options);
    });
    let candidats = query(
        Keep::Across,
        move || Some(filters.get()),
        |_, topic| *topic == Topic::Candidats,
        |filters| async move { api::candidats::list(&filters.query()).await },
    );
    let failure = Signal::derive(move || candidats.stale_failure());
    let pagination = Signal::derive(move || candidats.with(|page| page.map(|page| page.pagination.clone())));
    view! {
        <div class="page">
            <FilterBar filters go/>
            <StaleBanner error=failure on_retry=move || candidats.refetch()/>
            <Content candidats filters go/>
            <Paginator
                pagination
                noun="candidats"
                on_page=move |page| go.run(filters.get_untracked().at_page(page))
            />
        </div>
    }
}

#[component]
fn FilterBar(filters: Memo<Filters>, go: Callback<Filters>) -> impl IntoView {
    let formations = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Catalogue,
        |()| api::catalogue::formations(),
    );
    let options = Signal::derive(move || {
        let all = std::iter::once(SelectOption::new("", "Toutes les formations"));
        let named =
            formations.get().unwrap_or_default().into_iter().map(|one| SelectOption::new(one.code, one.nom));
        all.chain(named).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(filters.with_untracked(|filters| filters.formation.clone()));
    effect(move || {
        let now = filters.with(|filters| filters.formation.clone());
        if chosen.with_untracked(|chosen| *chosen != now) {
            chosen.set(now);
        }
    });
    effect_after(move |before: Option<()>| {
        let wish = chosen.get();
        if before.is_some() && filters.with_untracked(|filters| filters.formation != wish) {
            go.run(filters.get_untracked().of_formation(wish));
        }
    });
    let value = Signal::derive(move || filters.with(|filters| filters.recherche.clone()));
    view! {
        <div class="page-bar">
            <SearchField
                label="Rechercher un candidat"
                placeholder="Nom, e-mail ou numéro de dossier…"
                value
                on_search=move |text: String| go.run(filters.get_untracked().searching(&text))
            />
            <SelectField label="Formation" hide_label=true value=chosen options required=true/>
            <LookupFailure
                title="Formations illisibles"
                error=Signal::derive(move || formations.failure())
                on_retry=move || formations.refetch()
            />
        </div>
    }
}

/// The table, or a placeholder for its state.
#[component]
fn Content(
    candidats: Query<Liste<Candidat>>,
    filters: Memo<Filters>,
    go: Callback<Filters>,
) -> impl IntoView {
    piece(move || {
        if let Some(error) = candidats.failure() {
            return view! { <ErrorState error on_retry=move || candidats.refetch()/> }.into_any();
        }
        if !candidats.with(|page| page.is_some_and(|page| page.data.is_empty())) {
            return view! { <Table candidats/> }.into_any();
        }
        if filters.with(Filters::is_empty) {
            return view! {
                <EmptyState
                    icon=Icon::Candidates
                    title="Aucun candidat pour l’instant"
                    text="Un prospect devient candidat par « Convertir en candidat », dans sa fiche."
                />
            }
            .into_any();
        }
        let clear = move || go.run(Filters::parse(""));
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucun candidat ne correspond"
                text="La recherche et la formation choisies ne donnent rien ensemble."
            >
                <Button on_press=clear>"Effacer les filtres"</Button>
            </EmptyState>
        }
        .into_any()
    })
}

/// Returns a key that changes when the row must be redrawn.
fn key(one: &Candidat) -> String {
    let state = if one.partielle { "partielle" } else { "" };
    [&one.id_candidat.to_string(), one.statut_dossier.as_str(), &one.numero_dossier, state].join(" ")
}

#[component]
fn Table(candidats: Query<Liste<Candidat>>) -> impl IntoView {
    let rows = move || candidats.get().map(|page| page.data).unwrap_or_default();
    view! {
        <div class="table-wrap" class:is-stale=move || candidats.stale() role="region" aria-label="Candidats" tabindex="0">
            <table class="table candidats-table" aria-busy=move || candidats.pending().to_string()>
                <thead>
                    <tr>
                        <th scope="col">"Candidat"</th>
                        <th scope="col" class="col-1">"N° de dossier"</th>
                        <th scope="col" class="col-2">"Formation"</th>
                        <th scope="col" class="col-3">"Session"</th>
                        <th scope="col">"Dossier"</th>
                        <th scope="col" class="col-3">"Converti"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || candidats.skeleton().then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any())}
                    {each(rows, key, |one| view! { <Row one/> }.into_any())}
                </tbody>
            </table>
        </div>
    }
}

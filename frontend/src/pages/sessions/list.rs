//! The list of sessions, with its filters.

use common::IdSession;
use leptos::prelude::*;

use super::page_state::{SessionsState, use_sessions};
use super::row::Row;
use crate::model::catalogue::{Filters, Period};
use crate::model::url_state::UrlState as _;
use crate::parts::filter_fields::{ChoiceFilter, FilterFields};
use crate::parts::listing::{ListArea, Listing, Refuge, RowsState};
use crate::reactive::{Signal, each, memo, piece};
use crate::ui::{Button, ButtonKind, EmptyState, Icon, LookupFailure, SelectOption, SkeletonRows};

const COLUMNS: usize = 5;

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(".sessions-table button", 0), (".page-bar button", 0)];

/// The list.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let page = use_sessions();
    let listing = Listing::of(page.list, page.address, REFUGE);
    view! {
        <FilterBar page/>
        <ListArea
            listing
            class="table-wrap sessions-list"
            label="Sessions"
            rows=table
            empty=|| view! { <Nothing/> }.into_any()
        />
    }
}

#[component]
fn FilterBar(page: SessionsState) -> impl IntoView {
    let filters = page.address.now;
    let formations = Signal::derive(move || {
        let all = std::iter::once(SelectOption::new("", "Toutes les formations"));
        let known = page.formations.get().unwrap_or_default().into_iter();
        all.chain(known.map(|one| SelectOption::new(one.code, one.nom))).collect::<Vec<_>>()
    });
    let periods = Period::ALL.map(|(one, label)| SelectOption::new(one.word(), label));
    let of_formation =
        Callback::new(move |formation| page.filter(|filters| Filters { formation, ..filters }));
    let of_period = Callback::new(move |word: String| {
        page.filter(|filters| Filters { period: Period::of(&word), ..filters });
    });
    view! {
        <div class="filter-bar page-bar" role="group" aria-label="Filtres des sessions">
            <FilterFields active=Signal::derive(move || filters.with(Filters::active))>
                <ChoiceFilter
                    label="Formation"
                    options=formations
                    chosen=memo(move || filters.with(|filters| filters.formation.clone()))
                    on_choice=of_formation
                />
                <ChoiceFilter
                    label="Dates"
                    options=Signal::stored(periods.to_vec())
                    chosen=memo(move || filters.with(|filters| filters.period.word().to_owned()))
                    on_choice=of_period
                />
            </FilterFields>
            <LookupFailure
                title="Formations illisibles"
                error=Signal::derive(move || page.formations.failure())
                on_retry=move || page.formations.refetch()
            />
            <div class="bar-end" title="Créer une session">
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    on_press=move || page.about_session(None, page.editing)
                >
                    <span class="wide-label">"Créer une session"</span>
                </Button>
            </div>
        </div>
    }
}

/// The message of an empty list: no sessions at all, or no match for the filters.
#[component]
fn Nothing() -> impl IntoView {
    let page = use_sessions();
    let plain = memo(move || page.address.now.with(Filters::is_empty));
    piece(move || {
        if plain.get() {
            return view! {
                <EmptyState
                    icon=Icon::Calendar
                    title="Aucune session à venir"
                    text="Un prospect devient candidat dans une session. Créez la première, ou dupliquez-en une ancienne."
                >
                    <Button on_press=move || page.filter(|_| Filters { period: Period::All, ..Filters::parse("") })>
                        "Voir les anciennes"
                    </Button>
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucune session ne correspond"
                text="La formation et les dates choisies ne donnent rien ensemble."
            >
                <Button on_press=move || page.filter(|_| Filters::parse(""))>"Effacer les filtres"</Button>
            </EmptyState>
        }
        .into_any()
    })
}

fn table(state: RowsState) -> AnyView {
    let page = use_sessions();
    let ids = move || {
        page.list.with(|list| {
            list.map(|list| list.data.iter().map(|one| one.id_session).collect::<Vec<_>>())
                .unwrap_or_default()
        })
    };
    let skeleton =
        (state == RowsState::Skeleton).then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any());
    view! {
        <table class="table sessions-table">
            <thead>
                <tr>
                    <th scope="col">"Session"</th>
                    <th scope="col" class="col-2">"Dates"</th>
                    <th scope="col">"Places"</th>
                    <th scope="col" class="col-1">"Statut"</th>
                    <th scope="col">"Actions"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(ids, |id: &IdSession| id.to_string(), |id| view! { <Row id/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

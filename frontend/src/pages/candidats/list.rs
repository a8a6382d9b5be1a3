//! Page of the candidate list.

use common::{Candidat, Liste};
use leptos::prelude::*;

use super::rows::Row;
use crate::model::candidats::Filters;
use crate::model::search;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::filter_fields::FilterFields;
use crate::parts::focus::ROW_LINK;
use crate::parts::listing::{ListArea, ListFooter, Listing, Refuge, RowsState};
use crate::reactive::{each, effect, effect_after, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::{
    Button, EmptyState, Icon, LookupFailure, SearchField, SelectField, SelectOption, SkeletonRows,
};
use crate::{api, paths};

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(ROW_LINK, 0), (".page-bar input", 0)];

const COLUMNS: usize = 6;

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
struct CandidatsState {
    address: Address<Filters>,
    list: Query<Liste<Candidat>>,
}

impl CandidatsState {
    /// Changes the filters.
    fn filter(self, wish: &Filters) {
        let before = self.address.now.with_untracked(|now| now.recherche.clone());
        self.address.go(
            wish,
            if search::is_typing_on(&before, &wish.recherche) { History::Replace } else { History::Push },
        );
    }
}

/// The page of the candidate list.
#[component]
pub(crate) fn CandidatsPage() -> impl IntoView {
    use_page_title("Candidats");
    let address: Address<Filters> = Address::at(paths::CANDIDATS);
    let list = query(
        Keep::Across,
        move || Some(address.now.get()),
        |_, topic| *topic == Topic::Candidats,
        |filters| api::candidats::list(&filters.to_query()),
    );
    let page = CandidatsState { address, list };
    provide_context(page);
    let listing = Listing::of(list, address, REFUGE);
    view! {
        <div class="page">
            <FilterBar page/>
            <ListArea
                listing
                class="table-wrap"
                label="Candidats"
                rows=table
                empty=|| view! { <Nothing/> }.into_any()
            />
            <ListFooter listing noun="candidats"/>
        </div>
    }
}

#[component]
fn FilterBar(page: CandidatsState) -> impl IntoView {
    let filters = page.address.now;
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
            page.filter(&filters.get_untracked().of_formation(wish));
        }
    });
    let value = Signal::derive(move || filters.with(|filters| filters.recherche.clone()));
    view! {
        <div class="filter-bar page-bar">
            <SearchField
                label="Rechercher un candidat"
                placeholder="Nom, e-mail ou numéro de dossier…"
                value
                on_search=move |text: String| page.filter(&filters.get_untracked().searching(&text))
            />
            <FilterFields active=Signal::derive(move || usize::from(chosen.with(|one| !one.is_empty())))>
                <SelectField label="Formation" hide_label=true value=chosen options required=true/>
            </FilterFields>
            <LookupFailure
                title="Formations illisibles"
                error=Signal::derive(move || formations.failure())
                on_retry=move || formations.refetch()
            />
        </div>
    }
}

/// The message of an empty list: no candidates at all, or no match for the filters.
#[component]
fn Nothing() -> impl IntoView {
    let page = expect_context::<CandidatsState>();
    let plain = memo(move || page.address.now.with(Filters::is_empty));
    piece(move || {
        if plain.get() {
            return view! {
                <EmptyState
                    icon=Icon::Candidates
                    title="Aucun candidat pour l’instant"
                    text="Un prospect devient candidat par « Convertir en candidat », dans sa fiche."
                />
            }
            .into_any();
        }
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucun candidat ne correspond"
                text="La recherche et la formation choisies ne donnent rien ensemble."
            >
                <Button on_press=move || page.filter(&Filters::parse(""))>"Effacer les filtres"</Button>
            </EmptyState>
        }
        .into_any()
    })
}

/// Returns a key that changes when the row must be redrawn.
fn key(one: &Candidat) -> String {
    let state = if one.partielle { "partielle" } else { "" };
    let texts =
        [&one.email, &one.session, &one.lien_dossier_drive].map(|text| text.as_deref().unwrap_or_default());
    let person = [&one.prenom, &one.nom, &one.numero_dossier, &one.formation.nom].map(String::as_str);
    let all = [one.statut_dossier.as_str(), state].into_iter().chain(texts).chain(person);
    [one.id_candidat.to_string()].into_iter().chain(all.map(ToOwned::to_owned)).collect::<Vec<_>>().join("\n")
}

fn table(state: RowsState) -> AnyView {
    let page = expect_context::<CandidatsState>();
    let rows = move || page.list.get().map(|page| page.data).unwrap_or_default();
    let skeleton =
        (state == RowsState::Skeleton).then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any());
    view! {
        <table class="table candidats-table">
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
                {skeleton}
                {each(rows, key, |one| view! { <Row one/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

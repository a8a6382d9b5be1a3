//! Page of the candidate list.

use common::{Candidat, CandidatSortKey, Liste};
use leptos::prelude::*;

use super::filters::FilterBar;
use super::rows::Row;
use crate::model::candidats::{Filters, ListState};
use crate::model::filters::aria_sort;
use crate::model::search;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::focus::ROW_LINK;
use crate::parts::listing::{ListArea, ListFooter, Listing, Refuge, RowsState};
use crate::reactive::{Signal, each, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::{Button, EmptyState, Icon, SkeletonRows, Sort, SortTh};
use crate::{api, paths};

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(ROW_LINK, 0), (".candidats-filters input", 0)];

const COLUMNS: usize = 6;

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct CandidatsState {
    /// State of the address.
    pub(super) address: Address<ListState>,
    list: Query<Liste<Candidat>>,
}

impl CandidatsState {
    /// Changes the filters.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let before = self.address.now.get_untracked();
        let filters = change(before.filters.clone());
        let typing = search::is_typing_on(&before.filters.recherche, &filters.recherche);
        self.address.go(&before.filtered(filters), if typing { History::Replace } else { History::Push });
    }

    fn sort(self, key: CandidatSortKey) {
        self.address.go(&self.address.now.get_untracked().sorted_by(key), History::Push);
    }
}

/// The page of the candidate list.
#[component]
pub(crate) fn CandidatsPage() -> impl IntoView {
    use_page_title("Candidats");
    let address: Address<ListState> = Address::at(paths::CANDIDATS);
    let list = query(
        Keep::Across,
        move || Some(address.now.get()),
        |_, topic| *topic == Topic::Candidats,
        |state| api::candidats::list(&state.to_query()),
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

/// The message of an empty list: no candidates at all, or no match for the filters.
#[component]
fn Nothing() -> impl IntoView {
    let page = expect_context::<CandidatsState>();
    let plain = memo(move || page.address.now.with(|state| state.filters.is_empty()));
    piece(move || {
        if plain.get() {
            return view! {
                <EmptyState
                    icon=Icon::Candidates
                    title="Aucun candidat pour l’instant"
                    text="Un prospect devient candidat par «\u{a0}Convertir en candidat\u{a0}», dans sa fiche."
                />
            }
            .into_any();
        }
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucun candidat ne correspond"
                text="La recherche et les filtres choisis ne donnent rien ensemble."
            >
                <Button on_press=move || page.filter(|_| Filters::default())>"Effacer les filtres"</Button>
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
    let left = one.pieces_manquantes.to_string();
    let all = [one.statut_dossier.as_str(), state, &left].into_iter().chain(texts).chain(person);
    [one.id_candidat.to_string()].into_iter().chain(all.map(ToOwned::to_owned)).collect::<Vec<_>>().join("\n")
}

/// A sortable column.
#[component]
fn SortedBy(
    page: CandidatsState,
    key: CandidatSortKey,
    label: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let sort = Signal::derive(move || match page.address.now.with(|state| aria_sort(state.tri, key)) {
        Some("descending") => Sort::Desc,
        Some(_) => Sort::Asc,
        None => Sort::None,
    });
    view! { <SortTh label sort on_sort=Callback::new(move |()| page.sort(key)) class/> }
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
                    <SortedBy page key=CandidatSortKey::Manquantes label="Dossier"/>
                    <SortedBy page key=CandidatSortKey::Conversion label="Converti" class="col-3"/>
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

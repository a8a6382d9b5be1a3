//! Page of a bulk change: what it does, its progress, its rows.

use common::{EtatLot, IdLot, LigneLot, Liste, Lot, Pagination};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::acts::Acts;
use super::list::owners;
use super::rows::{LineFilters, Lines};
use super::state_badge::LotBadge;
use crate::api::{self, ApiError};
use crate::model::lot::{LinesState, ROWS, rehearsed, what};
use crate::parts::address::{Address, History};
use crate::parts::lot::{LotProgress, followed};
use crate::paths;
use crate::reactive::{Show, Signal, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::{ErrorState, Icon, IconView, RelativeTime, Spinner, StaleBanner};

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LotState {
    pub(super) id: IdLot,
    /// The bulk change.
    pub(super) lot: Query<Lot>,
    /// The rows that the URL names.
    pub(super) lines: Query<Liste<LigneLot>>,
    /// Filters and page of the URL.
    pub(super) address: Address<LinesState>,
}

impl LotState {
    fn provide() -> Self {
        let path = use_location().pathname.get_untracked();
        // A path without a number matches nothing; the service answers as for any unknown one.
        let id = match paths::Page::at(&path) {
            paths::Page::Lot(number) => number.parse().unwrap_or(IdLot::from(0)),
            _ => IdLot::from(0),
        };
        let lot = followed(id);
        let address: Address<LinesState> = Address::at(&paths::lot(id));
        // The number of rows comes with the bulk change.
        let known = memo(move || lot.with(|lot| lot.is_some()));
        let lines = query(
            Keep::Across,
            move || known.get().then(|| address.now.get()),
            move |_: &LinesState, topic| {
                // An action of a row ended, or its prospect lost the name.
                match topic {
                    Topic::Prospects => true,
                    Topic::Lot(other) | Topic::LotRows(other) => *other == id,
                    _ => false,
                }
            },
            move |state| {
                let total = untrack(|| lot.with(|lot| lot.map_or(0, |lot| state.total(lot))));
                read(id, state, total)
            },
        );
        let state = Self { id, lot, lines, address };
        provide_context(state);
        state
    }

    /// Shows other rows, from the first page.
    pub(super) fn filter(self, change: impl FnOnce(LinesState) -> LinesState) {
        let wanted = LinesState { page: 1, ..change(self.address.now.get_untracked()) };
        self.address.go(&wanted, History::Push);
    }
}

/// Reads a page of `total` rows.
async fn read(id: IdLot, state: LinesState, total: i64) -> Result<Liste<LigneLot>, ApiError> {
    let answer = api::lots::lines(id, &state.to_api_query()).await?;
    Ok(Liste { data: answer.data, pagination: Pagination::numbered(state.page, ROWS, total) })
}

/// The page.
#[component]
pub(crate) fn LotPage() -> impl IntoView {
    let page = LotState::provide();
    let owners = owners();
    let title = Signal::derive(move || {
        let owners = owners.get().unwrap_or_default();
        page.lot.with(|lot| lot.map_or_else(|| "Action groupée".to_owned(), |lot| what(lot, &owners)))
    });
    use_page_title(title);
    let there = memo(move || page.lot.with(|lot| lot.is_some()));
    let missing = piece(move || match page.lot.failure() {
        Some(error) => view! { <ErrorState error on_retry=move || page.lot.refetch()/> }.into_any(),
        None => page
            .lot
            .skeleton()
            .then(|| view! { <Spinner label="Chargement de l’action groupée"/> }.into_any())
            .into_any(),
    });
    let stale = Signal::derive(move || page.lot.stale_failure());
    view! {
        <div class="page lot-page">
            <a href=paths::LOTS class="back-link"><IconView icon=Icon::ChevronLeft/> "Toutes les actions groupées"</a>
            <StaleBanner error=stale on_retry=move || page.lot.refetch()/>
            {missing}
            <Show when=there>
                <Head/>
                <LineFilters/>
                <Lines/>
            </Show>
        </div>
    }
}

/// State, author, progress and buttons.
#[component]
fn Head() -> impl IntoView {
    let page = expect_context::<LotState>();
    let etat = memo(move || page.lot.with(|lot| lot.map(|lot| lot.etat)));
    let identity = piece(move || {
        page.lot.get().map(|lot| {
            view! {
                <LotBadge etat=lot.etat/>
                <span class="muted small">
                    {lot.auteur.nom.clone()} " · " <RelativeTime at=lot.date_lancement.unwrap_or(lot.date_creation)/>
                </span>
            }
            .into_any()
        })
    });
    let prepared = memo(move || etat.get() == Some(EtatLot::Prepare));
    let launched = memo(move || page.lot.with(|lot| lot.is_some_and(|lot| lot.date_lancement.is_some())));
    let told = move || page.lot.with(|lot| lot.map(rehearsed));
    view! {
        <section class="card lot-head" aria-label="Avancement">
            <div class="lot-head-line row">{identity}<Acts/></div>
            <Show when=launched><LotProgress lot=Signal::derive(move || page.lot.get())/></Show>
            <Show when=prepared><p class="num">{told}</p></Show>
        </section>
    }
}

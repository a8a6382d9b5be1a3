//! Page of the latest bulk changes.

use common::{EtatLot, Liste, Lot};
use leptos::prelude::*;

use super::state_badge::LotBadge;
use crate::api::utilisateurs::Owner;
use crate::model::format::number;
use crate::model::lot::{progress, results, what};
use crate::model::url_state::PageOnly;
use crate::parts::address::Address;
use crate::parts::focus::ROW_LINK;
use crate::parts::listing::{ListArea, ListFooter, Listing, RowsState};
use crate::parts::lot::on_told;
use crate::parts::rows::use_row_keys;
use crate::reactive::each;
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::{EmptyState, Icon, LinkButton, RelativeTime, SkeletonRows};
use crate::{api, paths};

const COLUMNS: [&str; 5] = ["lots-what", "lots-rows", "lots-state", "lots-who", "lots-date"];

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
struct LotsState {
    list: Query<Liste<Lot>>,
    owners: Query<Vec<Owner>>,
}

/// Reads the admins, whose names a change of the owner shows.
pub(super) fn owners() -> Query<Vec<Owner>> {
    query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Utilisateurs,
        |()| api::utilisateurs::owners(),
    )
}

/// The page.
#[component]
pub(crate) fn LotsPage() -> impl IntoView {
    use_page_title("Actions groupées");
    let list =
        query(Keep::Across, || Some(()), |(), topic| matches!(topic, Topic::Lot(_)), |()| api::lots::list());
    on_told(move |told| take(list, told));
    provide_context(LotsState { list, owners: owners() });
    let address: Address<PageOnly> = Address::at(paths::LOTS);
    let listing = Listing::of(list, address, &[(ROW_LINK, 0)]);
    use_row_keys("Actions groupées", |_| false);
    view! {
        <div class="page">
            <p class="muted">"Ce qui a été fait d’un coup sur plusieurs prospects, fiche par fiche."</p>
            <ListArea listing class="table-wrap lots-table" rows=table empty=nothing/>
            <ListFooter listing noun="actions groupées" only_several=true/>
        </div>
    }
}

/// Shows the progress that an event tells; a new bulk change comes with the list.
fn take(list: Query<Liste<Lot>>, told: Lot) {
    let Some(mut page) = untrack(|| list.get()) else { return list.read_again() };
    match page.data.iter_mut().find(|lot| lot.id_lot == told.id_lot) {
        Some(lot) => {
            *lot = told;
            list.put(page);
        }
        None => list.read_again(),
    }
}

fn nothing() -> AnyView {
    view! {
        <EmptyState
            icon=Icon::CheckAll
            title="Aucune action groupée"
            text="Sélectionnez des prospects dans leur liste, puis «\u{a0}Action groupée\u{a0}»."
        >
            <LinkButton href=paths::PROSPECTS icon=Icon::Prospects>"Voir les prospects"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn table(state: RowsState) -> AnyView {
    let page = expect_context::<LotsState>();
    let rows = move || page.list.get().map(|page| page.data).unwrap_or_default();
    let skeleton = (state == RowsState::Skeleton)
        .then(|| view! { <SkeletonRows columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Actions groupées"</caption>
            <thead>
                <tr>
                    <th scope="col" class="lots-what">"Action"</th>
                    <th scope="col" class="lots-rows num">"Fiches"</th>
                    <th scope="col" class="lots-state">"État"</th>
                    <th scope="col" class="lots-who">"Par"</th>
                    <th scope="col" class="lots-date">"Préparée"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(rows, key, move |lot| view! { <Row page lot/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

/// Returns the key of a row, which is drawn again when its numbers change.
fn key(lot: &Lot) -> String {
    [lot.id_lot.to_string().as_str(), lot.etat.as_str(), &lot.restantes.to_string(), &results(lot)].join(" ")
}

/// The row of a bulk change, which leads to its page.
#[component]
fn Row(page: LotsState, lot: Lot) -> impl IntoView {
    let told = match lot.etat {
        EtatLot::Prepare => String::new(),
        EtatLot::EnCours => progress(&lot),
        EtatLot::Termine | EtatLot::Arrete => results(&lot),
    };
    let href = paths::lot(lot.id_lot);
    let (nombre, etat) = (number(lot.nombre), lot.etat);
    let (who, date) = (lot.auteur.nom.clone(), lot.date_creation.clone());
    let what = move || page.owners.with(|owners| what(&lot, owners.map(Vec::as_slice).unwrap_or_default()));
    view! {
        <tr>
            <th scope="row" class="lots-what"><a class="row-link" href=href>{what}</a></th>
            <td class="lots-rows num">{nombre}</td>
            <td class="lots-state"><LotBadge etat/> <span class="cell-sub num">{told}</span></td>
            <td class="lots-who"><span class="ellipsis">{who}</span></td>
            <td class="lots-date"><RelativeTime at=date/></td>
        </tr>
    }
}

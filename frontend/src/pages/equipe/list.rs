//! The table of the accounts, and its pages.

use common::IdUtilisateur;
use common::compte::Compte;
use leptos::prelude::*;

use super::page_state::use_equipe;
use super::row::Row;
use crate::parts::focus;
use crate::parts::listing::{ListArea, ListFooter, RowsState};
use crate::reactive::{Memo, each, effect_after, memo};
use crate::ui::PanelSkeleton;

/// The accounts and, when there are several pages, the page buttons.
#[component]
pub(super) fn List() -> impl IntoView {
    let listing = use_equipe().listing();
    // The list is never empty, because its reader has an account.
    view! {
        <ListArea listing class="equipe-area" rows=people empty=|| ().into_any()/>
        <ListFooter listing noun="comptes" only_several=true/>
    }
}

fn people(rows: RowsState) -> AnyView {
    match rows {
        RowsState::Waiting => ().into_any(),
        RowsState::Skeleton => view! { <PanelSkeleton/> }.into_any(),
        RowsState::There => view! { <People/> }.into_any(),
    }
}

#[component]
fn People() -> impl IntoView {
    let page = use_equipe();
    let ids = memo(move || {
        let all =
            |list: &common::Liste<Compte>| list.data.iter().map(|one| one.id_utilisateur).collect::<Vec<_>>();
        page.list.with(|list| list.map(all)).unwrap_or_default()
    });
    let focused = StoredValue::new(None);
    keep_focus(ids, focused);
    view! {
        <ul class="equipe-list" role="list" aria-label="Équipe">
            {each(move || ids.get(), ToString::to_string, move |id| view! { <Row id focused/> }.into_any())}
        </ul>
    }
}

/// Keeps the focus on an account that moves in the list after its (de)activation, because a moved element loses the
/// focus.
fn keep_focus(ids: Memo<Vec<IdUtilisateur>>, focused: StoredValue<Option<IdUtilisateur>>) {
    effect_after(move |before: Option<Vec<IdUtilisateur>>| {
        let now = ids.get();
        let place = focused.get_value().and_then(|id| {
            let of = |all: &Vec<IdUtilisateur>| all.iter().position(|other| *other == id);
            of(&now).or_else(|| of(before.as_ref()?))
        });
        if let Some(place) = place {
            focus::recover_near(vec![(".equipe-acts > :last-child button", place)]);
        }
        now
    });
}

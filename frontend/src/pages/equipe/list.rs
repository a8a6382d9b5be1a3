//! List of accounts with its states: first load, rows, failure. It is never empty: it contains the reader's account.

use common::compte::Compte;
use leptos::prelude::*;

use super::page_state::use_equipe;
use super::row::Row;
use crate::parts::focus;
use crate::reactive::{Show, each, effect_after, memo, piece};
use crate::ui::{ErrorState, Paginator, PanelSkeleton, StaleBanner};

/// The list.
#[component]
pub(super) fn ListArea() -> impl IntoView {
    let page = use_equipe();
    let ids = memo(move || {
        let all =
            |list: &common::Liste<Compte>| list.data.iter().map(|one| one.id_utilisateur).collect::<Vec<_>>();
        page.list.with(|list| list.map(all)).unwrap_or_default()
    });
    let any = memo(move || ids.with(|ids| !ids.is_empty()));
    let focused = StoredValue::new(None);
    keep_focus(ids, focused);
    let retry = Callback::new(move |()| page.list.refetch());
    let failure = piece(move || {
        page.list.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        {failure}
        <Show when=move || page.list.skeleton()><PanelSkeleton/></Show>
        <Show when=any>
            <ul
                class="equipe-list"
                class:is-stale=move || page.list.stale()
                role="list"
                aria-label="Équipe"
                aria-busy=move || page.list.pending().to_string()
            >
                {each(move || ids.get(), ToString::to_string, move |id| view! { <Row id focused/> }.into_any())}
            </ul>
        </Show>
    }
}

/// Keeps the focus on an account that moves in the list after its (de)activation, because a moved element loses the
/// focus.
fn keep_focus(ids: Memo<Vec<i64>>, focused: StoredValue<Option<i64>>) {
    effect_after(move |before: Option<Vec<i64>>| {
        let now = ids.get();
        let place = focused.get_value().and_then(|id| {
            let of = |all: &Vec<i64>| all.iter().position(|other| *other == id);
            of(&now).or_else(|| of(before.as_ref()?))
        });
        if let Some(place) = place {
            focus::recover_near(vec![(".equipe-acts > :last-child button", place)]);
        }
        now
    });
}

/// Position in the list and page links; empty for a single page.
#[component]
pub(super) fn ListFooter() -> impl IntoView {
    let page = use_equipe();
    let pagination = Signal::derive(move || page.list.with(|list| list.map(|list| list.pagination.clone())));
    let several = memo(move || pagination.with(|at| at.as_ref().is_some_and(|at| at.total_pages > 1)));
    view! {
        <Show when=several>
            <Paginator pagination noun="comptes" on_page=page.number.go/>
        </Show>
    }
}

//! The actions asked for the open record that have ended, newest first.

use common::IdProspect;
use leptos::prelude::*;

use super::history_item::HistoryItem;
use super::section::Section;
use crate::api;
use crate::model::action::Outcome;
use crate::pages::prospects::latch::latch;
use crate::pages::prospects::page_state::use_page;
use crate::state::{Keep, Topic, query};
use crate::ui::ErrorState;

/// The history.
#[component]
pub(super) fn HistorySection() -> impl IntoView {
    let page = use_page();
    let open = Memo::new(move |_| page.open_id());
    let actions = query(
        Keep::SameKey,
        move || open.get(),
        |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
        |id| async move { api::prospects::actions(&id).await },
    );
    let ended = Memo::new(move |_| {
        actions.get().map(|mut all| {
            all.retain(|action| Outcome::of(action) != Outcome::Running);
            all
        })
    });
    let ids =
        move || ended.with(|all| all.iter().flatten().map(|action| action.id_conversion).collect::<Vec<_>>());
    let find = move |id: i64| {
        ended.with(|all| all.as_ref()?.iter().find(|action| action.id_conversion == id).cloned())
    };
    let failure = Memo::new(move |_| actions.failure());
    let empty = Memo::new(move |_| ended.with(|all| all.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <Section title="Historique des actions">
            {move || failure.get().map(|error| {
                view! { <ErrorState error on_retry=Callback::new(move |()| actions.refetch())/> }
            })}
            <Show when=move || empty.get()><p class="muted small">"Aucune action terminée."</p></Show>
            <ol class="panel-history" role="list">
                <For each=ids key=|id| *id children=move |id| {
                    view! { <HistoryItem action=latch(move || find(id))/> }
                }/>
            </ol>
        </Section>
    }
}

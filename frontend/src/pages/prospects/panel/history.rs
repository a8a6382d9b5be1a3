//! Ended actions of the open record, newest first.

use common::Action;
use leptos::prelude::*;

use super::history_item::HistoryItem;
use super::section::Section;
use crate::model::action::Outcome;
use crate::parts::latch::latch;
use crate::reactive::{Show, each, memo};
use crate::state::Query;
use crate::ui::ErrorState;

/// The history.
#[component]
pub(super) fn HistorySection(
    /// All actions of the open record.
    actions: Query<Vec<Action>>,
) -> impl IntoView {
    let ended = memo(move || {
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
    let failure = memo(move || actions.failure());
    let empty = memo(move || ended.with(|all| all.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <Section title="Historique des actions">
            {move || failure.get().map(|error| {
                view! { <ErrorState error on_retry=Callback::new(move |()| actions.refetch())/> }.into_any()
            })}
            <Show when=move || empty.get()><p class="muted small">"Aucune action terminée."</p></Show>
            <ol class="panel-history" role="list">
                {each(ids, ToString::to_string, move |id| {
                    view! { <HistoryItem action=latch(move || find(id))/> }.into_any()
                })}
            </ol>
        </Section>
    }
}

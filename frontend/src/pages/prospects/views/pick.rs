//! Choice of a view where the rail shows none: on a phone and on a narrow screen.

use leptos::ev::Event;
use leptos::prelude::*;

use super::view_state::use_view_state;
use crate::model::filters::ListState;
use crate::parts::address::History;
use crate::reactive::piece;
use crate::ui::{SelectOption, unique_id};

/// The choice; the styles hide it beside a wide rail.
#[component]
pub(super) fn Pick() -> impl IntoView {
    let state = use_view_state();
    let id = unique_id("vue");
    let choose = move |event: Event| {
        let chosen = event_target_value(&event);
        let list = state.views.list.get_untracked().unwrap_or_default();
        match list.iter().find(|vue| vue.id_vue.to_string() == chosen) {
            Some(vue) => state.open(vue),
            None => state.page.go(&ListState::default(), History::Push),
        }
    };
    piece(move || {
        let list = state.views.list.get().filter(|list| !list.is_empty())?;
        let chosen = state.vue.get().map(|vue| vue.id_vue.to_string()).unwrap_or_default();
        let options = list.into_iter().map(|vue| {
            let more = if vue.total_exact { "" } else { "+" };
            let label = [&vue.nom, " (", &vue.total.to_string(), more, ")"].concat();
            SelectOption::new(vue.id_vue.to_string(), label).item(&chosen)
        });
        let none = SelectOption::new("", "Tous les prospects").item(&chosen);
        Some(
            view! {
                <div class="view-pick select-box">
                    <label class="sr-only" for=id.clone()>"Vue"</label>
                    <select class="input select" id=id.clone() on:change=choose>{none} {options.collect_view()}</select>
                </div>
            }
            .into_any(),
        )
    })
}

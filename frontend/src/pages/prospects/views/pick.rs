//! Choice of a view where the rail shows none: on a phone and on a narrow screen.

use leptos::prelude::*;

use super::view_state::use_view_state;
use crate::model::filters::ListState;
use crate::parts::filter_fields::ChoiceFilter;
use crate::reactive::{Show, Signal, memo};
use crate::ui::SelectOption;

/// The choice; the styles hide it beside a wide rail.
#[component]
pub(super) fn Pick() -> impl IntoView {
    let state = use_view_state();
    let on_choice = Callback::new(move |chosen: String| {
        let list = state.views.list.get_untracked().unwrap_or_default();
        match list.iter().find(|vue| vue.id_vue.to_string() == chosen) {
            Some(vue) => state.open(vue),
            None => state.go(ListState::default()),
        }
    });
    let options = Signal::derive(move || {
        let named = state.views.list.get().unwrap_or_default().into_iter().map(|vue| {
            let more = if vue.total_exact { "" } else { "+" };
            let label = [&vue.nom, " (", &vue.total.to_string(), more, ")"].concat();
            SelectOption::new(vue.id_vue.to_string(), label)
        });
        std::iter::once(SelectOption::new("", "Tous les prospects")).chain(named).collect::<Vec<_>>()
    });
    let chosen = memo(move || state.vue.get().map(|vue| vue.id_vue.to_string()).unwrap_or_default());
    view! {
        <Show when=move || options.with(|all| all.len() > 1)>
            <div class="view-pick"><ChoiceFilter label="Vue" options chosen on_choice/></div>
        </Show>
    }
}

//! Buttons of the open view: save its changes, give them up, rename, move or delete it.

use common::vue::PorteeVue;
use leptos::prelude::*;

use super::view_state::{ViewState, reopen, use_view_state};
use crate::parts::address::History;
use crate::reactive::{Signal, memo, piece};
use crate::ui::{Button, ButtonKind, Icon, IconView, Menu, MenuItem};

/// The state of the list beside its views.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// A view as it is saved.
    Saved,
    /// A view with changes.
    Changed,
    /// Filters without a view.
    Filtered,
    /// The whole list.
    #[default]
    Plain,
}

/// The name of the open view and its buttons.
#[component]
pub(super) fn ViewActs() -> impl IntoView {
    let state = use_view_state();
    let shown = memo(move || match (state.vue.with(Option::is_some), state.changed.get()) {
        (true, true) => Stage::Changed,
        (true, false) => Stage::Saved,
        (false, _) if state.page.address.with(|state| !state.filters.is_empty()) => Stage::Filtered,
        (false, _) => Stage::Plain,
    });
    piece(move || match shown.get() {
        Stage::Plain => ().into_any(),
        Stage::Filtered => save_as(state, "Enregistrer comme vue"),
        Stage::Saved => view! { <Name/> <Manage/> }.into_any(),
        Stage::Changed => view! { <Name/> <Changes/> <Manage/> }.into_any(),
    })
}

/// The name of the open view.
#[component]
fn Name() -> impl IntoView {
    let state = use_view_state();
    let nom = move || state.vue.with(|vue| vue.as_ref().map(|vue| vue.nom.clone()));
    let team = move || {
        state
            .vue
            .with(|vue| vue.as_ref().is_some_and(|vue| vue.portee == PorteeVue::Equipe))
            .then_some("équipe")
    };
    let changed = move || state.changed.get().then_some("modifiée");
    view! {
        <p class="view-name">
            <strong>{nom}</strong>
            <span class="muted small">{team}</span>
            <span class="view-changed small">{changed}</span>
        </p>
    }
}

/// The buttons of a changed view.
#[component]
fn Changes() -> impl IntoView {
    let state = use_view_state();
    let save = move |()| state.save();
    let undo = move |()| {
        if let Some(vue) = state.vue.get_untracked() {
            reopen(state.page, &vue, History::Push);
        }
    };
    view! {
        <Button kind=ButtonKind::Primary small=true busy=state.change.busy on_press=save>"Enregistrer"</Button>
        {save_as(state, "Enregistrer sous")}
        <Button kind=ButtonKind::Ghost small=true on_press=undo>"Annuler"</Button>
    }
}

/// Returns the button that saves the list as a new view.
fn save_as(state: ViewState, label: &'static str) -> AnyView {
    view! { <Button small=true on_press=move |()| state.saving.set(true)>{label}</Button> }.into_any()
}

/// The menu of the open view.
#[component]
fn Manage() -> impl IntoView {
    let state = use_view_state();
    let first = Signal::derive(move || {
        let is_first = state.vue.with(|vue| vue.as_ref().is_some_and(|vue| vue.ordre <= 1));
        is_first.then(|| "C’est la première vue".to_owned())
    });
    view! {
        <Menu
            label="Gérer la vue"
            trigger=ViewFn::from(|| view! { <IconView icon=Icon::More/> }.into_any())
            trigger_class="button button-ghost button-small"
        >
            <MenuItem label="Renommer" icon=Icon::Pencil on_press=move |()| state.renaming.set(true)/>
            <MenuItem label="Monter" icon=Icon::ArrowUp disabled_reason=first on_press=move |()| state.shift(-1)/>
            <MenuItem label="Descendre" icon=Icon::ArrowDown on_press=move |()| state.shift(1)/>
            <MenuItem label="Supprimer" icon=Icon::Close on_press=move |()| state.deleting.set(true)/>
        </Menu>
    }
}

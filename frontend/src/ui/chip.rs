//! A choice that is in force, with a way to take it back.

use leptos::prelude::*;

use super::icon::IconView;
use super::icons::Icon;

/// A removable choice.
#[component]
pub(crate) fn Chip(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            aria-label=move || format!("Retirer le filtre {}", label.get())
            title=move || label.get()
            on:click=move |_| on_remove.run(())
        >
            <span class="chip-text">{move || label.get()}</span>
            <IconView icon=Icon::Close/>
        </button>
    }
}

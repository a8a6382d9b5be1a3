//! Chips: active choices that can be removed.

use leptos::prelude::*;

use super::icon::IconView;
use super::{Button, ButtonKind};
use crate::model::icons::Icon;
use crate::reactive::Show;

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

/// The chips of active filters, with a button to remove them all; empty when there are none.
#[component]
pub(crate) fn ChipBar(
    class: &'static str,
    /// True when there are chips.
    #[prop(into)]
    any: Signal<bool>,
    #[prop(into)] on_clear: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <Show when=any>
            <div class=class>
                {children.with_value(|children| children())}
                <Button kind=ButtonKind::Ghost small=true on_press=on_clear>"Effacer les filtres"</Button>
            </div>
        </Show>
    }
}

//! Chips: active choices that can be removed.

use leptos::prelude::*;

use super::icon::IconView;
use super::{Button, ButtonKind};
use crate::model::icons::Icon;
use crate::reactive::{Show, Signal};

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

/// The chips of active filters, with a button to remove them all when there are several; empty when there are none.
#[component]
pub(crate) fn ChipBar(
    class: &'static str,
    /// Number of chips.
    #[prop(into)]
    count: Signal<usize>,
    #[prop(into)] on_clear: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let several = Signal::derive(move || count.get() > 1);
    view! {
        <Show when=move || count.get() != 0>
            <div class=class>
                {children.with_value(|children| children())}
                <Show when=several>
                    <Button kind=ButtonKind::Ghost small=true on_press=on_clear>"Effacer les filtres"</Button>
                </Show>
            </div>
        </Show>
    }
}

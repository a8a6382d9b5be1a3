//! Panel on the right of a list: 440 px, or the whole screen on small ones.

use leptos::prelude::*;

use super::{Icon, IconButton};
use crate::reactive::Signal;

/// A panel. `header` holds the title and the buttons, and stays while the rest scrolls. The page decides when it is
/// shown.
#[component]
pub(crate) fn Panel(
    #[prop(into)] label: Signal<String>,
    header: AnyView,
    children: Children,
) -> impl IntoView {
    view! {
        <aside class="panel" aria-label=move || label.get() tabindex="-1">
            <header class="panel-head">{header}</header>
            <div class="panel-body">{children()}</div>
        </aside>
    }
}

/// The title line of a panel: title, which gets the focus on opening, neighbour links, and close button.
#[component]
pub(crate) fn PanelTitle(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="panel-title">
            <h2 class="ellipsis" tabindex="-1" title=move || title.get()>{move || title.get()}</h2>
            {children.map(|children| children())}
            <IconButton label="Fermer le panneau" icon=Icon::Close on_press=on_close/>
        </div>
    }
}

/// Placeholders while the record is loaded for the first time.
#[component]
pub(crate) fn PanelSkeleton() -> impl IntoView {
    view! {
        <div class="panel-skeleton" aria-hidden="true">
            <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
        </div>
    }
}

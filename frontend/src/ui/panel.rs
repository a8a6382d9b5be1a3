//! The panel at the right of a list: 440 px, or the whole screen on a small one.

use leptos::prelude::*;

use super::{Icon, IconButton};

/// A panel. `header` holds the title and the buttons, and stays while the rest scrolls. The page decides whether it is there.
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

/// The line of a panel's head: its title, which takes the focus when the panel opens, what leads to other records, and the
/// way out.
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

/// What a panel shows while its record is read for the first time.
#[component]
pub(crate) fn PanelSkeleton() -> impl IntoView {
    view! {
        <div class="panel-skeleton" aria-hidden="true">
            <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
        </div>
    }
}

//! The panel at the right of a list: 440 px, or the whole screen on a small one.

use leptos::html;
use leptos::prelude::*;

/// A panel. `header` holds the title and the buttons, and stays while the rest scrolls. The page decides whether it is there.
#[component]
pub(crate) fn Panel(
    #[prop(into)] label: Signal<String>,
    header: AnyView,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Aside>::new();
    view! {
        <aside class="panel" node_ref=node aria-label=move || label.get() tabindex="-1">
            <header class="panel-head">{header}</header>
            <div class="panel-body">{children()}</div>
        </aside>
    }
}

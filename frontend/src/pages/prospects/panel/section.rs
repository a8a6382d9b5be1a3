//! A titled part of the panel.

use leptos::prelude::*;

/// A part of the panel with its heading.
#[component]
pub(super) fn Section(
    /// Its heading.
    title: &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel-section">
            <h3>{title}</h3>
            {children()}
        </section>
    }
}

//! Section of the panel.

use leptos::prelude::*;

/// A section with a heading.
#[component]
pub(super) fn Section(
    /// Text of the heading.
    title: &'static str,
    /// Content of the section.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel-section">
            <h3>{title}</h3>
            {children()}
        </section>
    }
}

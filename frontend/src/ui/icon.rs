//! Draws an icon.

use leptos::prelude::*;

use crate::model::icons::Icon;
use crate::reactive::Signal;

impl From<Icon> for Signal<Icon> {
    fn from(icon: Icon) -> Self {
        Self::stored(icon)
    }
}

/// An icon in the colour and size of the surrounding text. It is hidden from screen readers, which read the text.
#[component]
pub(crate) fn IconView(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=move || icon.with(|icon| icon.path())></path>
        </svg>
    }
}

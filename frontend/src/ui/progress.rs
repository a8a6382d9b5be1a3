//! Progress indicators: a spinner without a known duration, a bar with one.

use leptos::prelude::*;

use crate::reactive::Signal;

/// A spinner; `label` describes the wait.
#[component]
pub(crate) fn Spinner(#[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <span class="spinner spinner-shown" role="img" aria-label=move || label.get()></span>
    }
}

/// A bar from 0 to 100; without a value it is indeterminate.
#[component]
pub(crate) fn Progress(
    #[prop(into)] value: Signal<Option<i32>>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    view! {
        <progress class="progress" max="100" value=move || value.get().map(|value| value.clamp(0, 100).to_string()) aria-label=move || label.get()></progress>
    }
}

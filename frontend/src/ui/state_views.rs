//! Placeholders for data: empty, failed, outdated.

use leptos::prelude::*;

use super::{Button, Icon, IconView};
use crate::model::failure::Failure;
use crate::reactive::Signal;

/// An empty state, with buttons as `children`.
#[component]
pub(crate) fn EmptyState(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><IconView icon/></span>
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> }.into_any())}
        </div>
    }
}

/// A failure with a button, which retries unless `act` says otherwise.
#[component]
pub(crate) fn ErrorState(
    #[prop(into)] error: Failure,
    #[prop(into)] on_retry: Callback<()>,
    /// Label of the button.
    #[prop(default = "Réessayer")]
    act: &'static str,
) -> impl IntoView {
    let reference = error
        .reference
        .map(|id| view! { <p class="empty-trace">"Référence\u{a0}: " <code>{id}</code></p> }.into_any());
    view! {
        <div class="empty" role="alert">
            <span class="empty-icon is-danger"><IconView icon=Icon::ErrorCircle/></span>
            <h2 class="empty-title">{error.title}</h2>
            <p class="empty-text">{error.text}</p>
            {reference}
            <div class="empty-actions">
                <Button icon=Icon::Refresh on_press=on_retry>{act}</Button>
            </div>
        </div>
    }
}

/// A failure to load choices or search results, which differs from an empty list.
#[component]
pub(crate) fn LookupFailure(
    /// Short title.
    title: &'static str,
    #[prop(into)] error: Signal<Option<Failure>>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    let shown = move |error: Failure| {
        view! {
            <div class="callout callout-danger small">
                <p class="callout-text"><strong>{title} ". "</strong> {error.text}</p>
                <Button small=true on_press=on_retry>"Réessayer"</Button>
            </div>
        }
        .into_any()
    };
    view! { <div role="alert" class="lookup-failure">{move || error.get().map(shown)}</div> }
}

/// A banner above older data that could not be refreshed.
#[component]
pub(crate) fn StaleBanner(
    #[prop(into)] error: Signal<Option<Failure>>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    let shown = move |error: Failure| {
        view! {
            <div class="callout callout-warning">
                <IconView icon=Icon::Warning/>
                <p class="callout-text"><strong>"Données peut-être anciennes. "</strong> {error.text}</p>
                <Button small=true on_press=on_retry>"Réessayer"</Button>
            </div>
        }
        .into_any()
    };
    view! { <div role="status" class="stale">{move || error.get().map(shown)}</div> }
}

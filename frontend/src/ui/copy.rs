//! Copying to the clipboard, with visible and audible feedback.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::icon::IconView;
use crate::model::icons::Icon;
use crate::reactive::{Signal, effect};

/// French instruction when the browser refuses to copy a text, which is selected.
const REFUSED: &str = "Copie refusée\u{a0}: sélectionnez le texte et copiez-le (Ctrl+C).";
/// Display time of "Copié".
const SAID: Duration = Duration::from_secs(2);

/// Copies a text; `then` gets true on success. Browsers refuse outside secure contexts.
fn copy_text(text: &str, then: impl FnOnce(bool) + 'static) {
    if !window().is_secure_context() {
        then(false);
        return;
    }
    let asked = window().navigator().clipboard().write_text(text);
    spawn_local(async move { then(JsFuture::from(asked).await.is_ok()) });
}

/// Returns the outcome of the last copy (`None` before it) and a function that copies.
fn use_copy(text: Signal<String>) -> (RwSignal<Option<bool>>, impl Fn() + Copy + 'static) {
    let outcome = RwSignal::new(None);
    let copy = move || {
        copy_text(&text.get_untracked(), move |done| {
            let _ = outcome.try_set(Some(done));
            // A refusal stays visible, because the person must act.
            if done {
                let reset = move || {
                    let _ = outcome.try_set(None);
                };
                set_timeout(reset, SAID);
            }
        });
    };
    (outcome, copy)
}

fn said(outcome: Option<bool>) -> &'static str {
    match outcome {
        None => "",
        Some(true) => "Copié",
        Some(false) => "Copie refusée par le navigateur",
    }
}

fn icon_of(outcome: Option<bool>) -> Icon {
    match outcome {
        None => Icon::Copy,
        Some(true) => Icon::Check,
        Some(false) => Icon::Warning,
    }
}

/// A text that a click copies.
#[component]
pub(crate) fn CopyText(
    #[prop(into)] text: Signal<String>,
    /// Displayed text, if it differs from the copied one.
    #[prop(optional, into)]
    shown: Option<String>,
) -> impl IntoView {
    let (outcome, copy) = use_copy(text);
    let shown = shown.map_or(text, Signal::stored);
    view! {
        <button
            type="button"
            class="copy-text"
            aria-label=move || format!("{}, copier", shown.get())
            title="Copier"
            on:click=move |_| copy()
        >
            <span class="copy-text-value">{move || shown.get()}</span>
            <IconView icon=Signal::derive(move || icon_of(outcome.get()))/>
            <span class="copy-said" class:is-refused=move || outcome.get() == Some(false) role="status">{move || said(outcome.get())}</span>
        </button>
    }
}

/// A small button that copies a text shown beside it.
#[component]
pub(crate) fn CopyButton(#[prop(into)] text: Signal<String>, #[prop(into)] label: String) -> impl IntoView {
    let (outcome, copy) = use_copy(text);
    view! {
        <button type="button" class="button button-ghost button-icon button-small" aria-label=label.clone() title=label on:click=move |_| copy()>
            <IconView icon=Signal::derive(move || icon_of(outcome.get()))/>
            <span class="sr-only" role="status">{move || said(outcome.get())}</span>
        </button>
    }
}

/// A link or a key to hand over: readable, selectable, with a copy button.
#[component]
pub(crate) fn CopyField(
    #[prop(into)] text: Signal<String>,
    label: &'static str,
    /// Label of the button.
    act: &'static str,
) -> impl IntoView {
    let (outcome, copy) = use_copy(text);
    let icon = Signal::derive(move || icon_of(outcome.get()));
    let refused = move || outcome.get() == Some(false);
    let field = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(field) = field.get().filter(|_| refused()) {
            let _ = field.focus();
            field.select();
        }
    });
    let words = move || if refused() { REFUSED } else { said(outcome.get()) };
    view! {
        <div class="copy-field">
            <input class="input" type="text" readonly aria-label=label prop:value=move || text.get() node_ref=field/>
            <button type="button" class="button button-primary" on:click=move |_| copy()>
                <span class="button-content"><IconView icon/> {act}</span>
            </button>
            <span class="copy-said" class:is-refused=refused role="status">{words}</span>
        </div>
    }
}

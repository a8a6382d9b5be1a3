//! Search field that applies during typing, after a pause, or on Enter.

use std::time::Duration;

use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::{Icon, IconView};
use crate::reactive::{Signal, effect};

/// Delay after the last key.
const PAUSE: Duration = Duration::from_millis(250);

/// A search field. `value` is the active search; `on_search` gets the typed text after a pause, on Enter or the down
/// arrow, or when cleared.
#[component]
pub(crate) fn SearchField(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_search: Callback<String>,
    #[prop(into)] placeholder: String,
    /// True to search during typing; otherwise only on Enter.
    #[prop(into, default = true.into())]
    live: Signal<bool>,
    /// The key that focuses the field, shown while it is empty.
    #[prop(optional)]
    key_hint: Option<&'static str>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    let timer: StoredValue<Option<TimeoutHandle>, LocalStorage> = StoredValue::new_local(None);
    let cancel = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let search = move || {
        cancel();
        let text = typed.get_untracked();
        if text.trim() != value.get_untracked().trim() {
            on_search.run(text.trim().to_owned());
        }
    };
    // A page that does not search during typing cancels the pause that began on the former page.
    effect(move || {
        if !live.get() {
            cancel();
        }
    });
    // The URL changed by other means (back, a removed filter): the field follows, unless a person is typing.
    effect(move || {
        let now = value.get();
        if timer.with_value(Option::is_none) && typed.with_untracked(|typed| typed.trim() != now) {
            typed.set(now);
        }
    });
    on_cleanup(cancel);
    let input = move |event| {
        typed.set(event_target_value(&event));
        cancel();
        if live.get_untracked() {
            timer.set_value(set_timeout_with_handle(search, PAUSE).ok());
        }
    };
    view! {
        <form class="search" on:submit=move |event| { event.prevent_default(); search(); }>
            <IconView icon=Icon::Search/>
            <input
                node_ref=node_ref
                class="input search-input"
                type="search"
                aria-label=label
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="search"
                maxlength="200"
                prop:value=typed
                on:input=input
                on:keydown=move |event| {
                    if event.key() == "ArrowDown" {
                        search();
                    }
                }
            />
            {key_hint.map(|key| view! { <kbd class="search-key" aria-hidden="true">{key}</kbd> }.into_any())}
        </form>
    }
}

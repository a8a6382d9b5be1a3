//! Command palette: pages, commands and prospects by name, by keyboard.

mod entries;
mod matching;

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use self::entries::{Entry, Offer, use_offer};
use super::dialogs::ShellDialogs;
use super::help::spelled;
use crate::reactive::{Signal, effect, memo};
use crate::ui::{Dialog, DialogSize, Failure, Icon, IconView, LookupFailure};

/// Delay after the last key before prospects are searched.
const PAUSE: Duration = Duration::from_millis(200);

/// The palette.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let open = expect_context::<ShellDialogs>().palette;
    view! {
        <Dialog open title="Palette de commandes" size=DialogSize::Medium bare=true click_outside=true>
            <Finder open/>
        </Dialog>
    }
}

#[component]
fn Finder(open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let settled = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let Offer { entries, found } = use_offer(typed, settled);
    let timer: StoredValue<Option<TimeoutHandle>, LocalStorage> = StoredValue::new_local(None);
    let cancel = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(cancel);
    let input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        active.set(0);
        cancel();
        timer.set_value(set_timeout_with_handle(move || settled.set(text), PAUSE).ok());
    };
    let run = move |entry: &Entry| {
        if entry.reason.is_none() {
            // Closed first, because the command may open a dialog.
            open.set(false);
            let run = entry.run.clone();
            set_timeout(move || run(), Duration::ZERO);
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let many = entries.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if many > 0 => active.update(|at| *at = (*at + 1) % many),
            "ArrowUp" if many > 0 => active.update(|at| *at = at.checked_sub(1).unwrap_or(many - 1)),
            "Enter" => {
                entries.with_untracked(|all| all.get(active.get_untracked()).map(run)).unwrap_or_default();
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="palette" on:keydown=keys>
            <div class="palette-field">
                <IconView icon=Icon::Search/>
                <input
                    class="palette-input"
                    type="text"
                    role="combobox"
                    aria-label="Rechercher une page, une action ou un prospect"
                    aria-expanded="true"
                    aria-controls="palette-liste"
                    aria-autocomplete="list"
                    aria-activedescendant=move || {
                        let at = active.get();
                        entries.with(|all| at < all.len()).then(|| format!("palette-{at}"))
                    }
                    placeholder="Page, action ou nom d’un prospect…"
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    on:input=input
                />
                <kbd>"Échap"</kbd>
            </div>
            <Results entries active run=Callback::new(move |entry: Entry| run(&entry))/>
            <p class="palette-status" role="status">
                {move || status(entries.with(Vec::len), found.pending(), found.error().is_some())}
            </p>
        </div>
        // Outside the element that handles Enter.
        <LookupFailure
            title="Recherche de prospects impossible"
            error=Signal::derive(move || found.error().map(Failure::from))
            on_retry=move || found.refetch()
        />
    }
}

fn status(many: usize, searching: bool, failed: bool) -> &'static str {
    match (many, searching, failed) {
        (_, true, _) => "Recherche des prospects…",
        (0, false, false) => "Rien ne correspond.",
        _ => "",
    }
}

/// The entries under their headings.
#[component]
fn Results(entries: Signal<Vec<Entry>>, active: RwSignal<usize>, run: Callback<Entry>) -> impl IntoView {
    let groups = move || {
        let mut groups: Vec<(String, Vec<(usize, Entry)>)> = Vec::new();
        for (at, entry) in entries.get().into_iter().enumerate() {
            match groups.last_mut().filter(|(name, _)| *name == entry.group) {
                Some((_, group)) => group.push((at, entry)),
                None => groups.push((entry.group.clone(), vec![(at, entry)])),
            }
        }
        groups
    };
    let group = move |(name, list): (String, Vec<(usize, Entry)>)| {
        let items = list
            .into_iter()
            .map(|(at, entry)| view! { <ResultItem at entry active run/> }.into_any())
            .collect_view();
        view! {
            <div role="group" aria-label=name.clone()>
                <p class="palette-heading" aria-hidden="true">{name.clone()}</p>
                {items}
            </div>
        }
    };
    view! {
        <div class="palette-list" id="palette-liste" role="listbox" aria-label="Résultats">
            {move || groups().into_iter().map(group).collect_view()}
        </div>
    }
}

#[component]
fn ResultItem(at: usize, entry: Entry, active: RwSignal<usize>, run: Callback<Entry>) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    let mine = memo(move || active.get() == at);
    effect(move || {
        if let Some(node) = node.get().filter(|_| mine.get()) {
            node.scroll_into_view_with_bool(false);
        }
    });
    let keys = entry
        .keys
        .map(|keys| keys.split(' ').map(|key| view! { <kbd>{spelled(key)}</kbd> }.into_any()).collect_view());
    let chosen = entry.clone();
    let refused = entry.reason.is_some();
    view! {
        <div
            node_ref=node
            class="palette-item"
            role="option"
            id=format!("palette-{at}")
            aria-selected=move || mine.get().to_string()
            aria-disabled=refused.then_some("true")
            on:mousemove=move |_| active.set(at)
            on:click=move |_| run.run(chosen.clone())
        >
            <IconView icon=entry.icon/>
            <span class="palette-label">{entry.label}</span>
            <span class="palette-detail">{entry.reason.or(entry.detail)}</span>
            {keys}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::status;

    #[test]
    fn nothing_is_said_to_correspond_only_when_the_service_has_answered() {
        assert_eq!(status(0, false, false), "Rien ne correspond.");
        assert_eq!(status(0, false, true), "");
        assert_eq!(status(0, true, true), "Recherche des prospects…");
        assert_eq!(status(3, false, false), "");
    }
}

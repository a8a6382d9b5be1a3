//! Global keyboard listener of the application; it ignores keys that a person types into a field.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

use super::dialogs::ShellDialogs;
use super::places::PLACES;
use crate::model::search;
use crate::parts::undo::{undo_last, use_undo};
use crate::state::first_hit::{Wanted, use_first_hit};
use crate::state::shortcuts::use_shortcuts;
use crate::state::{Shortcut, use_live_actions, use_preferences, use_shortcut};
use crate::ui::has_dialog;

/// Elements into which a person types.
const FIELD: &str = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
/// A button with its open menu, filter or list, whose keys must not act on the page behind.
const OPEN_POPOVER: &str = ".popover-anchor:has(> .popover)";

/// Registers the keys of the shell, and listens.
pub(super) fn listen_to_keys(dialogs: ShellDialogs) {
    for place in PLACES {
        let navigate = use_navigate();
        let go = move || navigate(place.path, NavigateOptions::default());
        use_shortcut(Shortcut::new(place.keys, place.go), go);
    }
    use_shortcut(Shortcut::new("?", "Afficher cette aide"), move || dialogs.help.set(true));
    let (shortcuts, preferences, first_hit) = (use_shortcuts(), use_preferences(), use_first_hit());
    let (live, undo) = (use_live_actions(), use_undo());
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        if is_palette_key(&event) {
            event.prevent_default();
            if dialogs.palette.get_untracked() || !has_dialog() {
                dialogs.palette.update(|open| *open = !*open);
            }
            return;
        }
        if is_undo_key(&event) && !in_field(&event) && undo_last(live, undo) {
            event.prevent_default();
            return;
        }
        let single = event.key().chars().count() == 1;
        let off = single && !preferences.shortcuts_untracked();
        if let Some(field) = search_field(&event) {
            press_in_search(&event, &field, first_hit);
            return;
        }
        if !off && !belongs_elsewhere(&event) && shortcuts.press(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_palette_key(event: &KeyboardEvent) -> bool {
    is_control_key(event, "k")
}

fn is_undo_key(event: &KeyboardEvent) -> bool {
    is_control_key(event, "z") && !event.shift_key()
}

fn is_control_key(event: &KeyboardEvent, key: &str) -> bool {
    (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case(key)
}

/// Returns true when a key is typed into a field, which has an undo of its own.
fn in_field(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| is_inside(&target, FIELD))
}

/// Returns true when a key belongs to the browser, a dialog or the element with the focus.
fn belongs_elsewhere(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || has_dialog() {
        return true;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    is_used(&event.key(), |selector| is_inside(&target, selector))
}

/// Returns true when the element with the focus uses a key itself; `inside` tells if a selector matches it or what it
/// is in.
fn is_used(key: &str, inside: impl Fn(&str) -> bool) -> bool {
    inside(FIELD)
        || inside(OPEN_POPOVER)
        || match key {
            "Enter" | " " => inside("a, button, summary, label, input"),
            "ArrowDown" | "ArrowUp" => inside("[role=radiogroup], fieldset"),
            _ => false,
        }
}

/// Returns the search field of a page that gets the key; the one of a dialog belongs to the dialog.
fn search_field(event: &KeyboardEvent) -> Option<HtmlInputElement> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    Some(field).filter(|field| field.type_() == "search" && !has_dialog())
}

/// Leaves the search on Escape, which keeps the text, and asks for its first hit on Enter and the down arrow. Any other
/// key withdraws that wish.
fn press_in_search(event: &KeyboardEvent, field: &HtmlInputElement, first_hit: RwSignal<Option<Wanted>>) {
    let wanted = match event.key().as_str() {
        "Escape" => {
            // Chromium would empty the field.
            event.prevent_default();
            let _ = field.blur();
            None
        }
        key @ ("Enter" | "ArrowDown") => Some(Wanted {
            text: search::clean(&field.value()),
            from_top: is_inside(field, ".top-search"),
            open: key == "Enter",
        }),
        _ => None,
    };
    if wanted.is_some() || first_hit.with_untracked(Option::is_some) {
        first_hit.set(wanted);
    }
}

fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).is_ok_and(|found| found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_popover_keeps_every_key_from_the_page_behind() {
        for key in ["f", "c", "3", "7", "n", "x", "?", "/", "j", "Enter", "ArrowDown"] {
            assert!(is_used(key, |selector| selector == OPEN_POPOVER), "{key}");
        }
    }

    #[test]
    fn a_checkbox_keeps_the_keys_that_press_it_alone() {
        let checkbox = |selector: &str| selector.ends_with("input");
        assert!(is_used(" ", checkbox) && is_used("Enter", checkbox));
        assert!(!is_used("f", checkbox) && !is_used("ArrowDown", checkbox));
    }
}

//! Keyboard and mouse handling shared by list rows.

use leptos::ev::MouseEvent;
use leptos::prelude::window;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::focus::move_row;
use crate::model::neighbours::Direction;
use crate::state::{Shortcut, use_shortcut};

/// Registers the keys of a list while its page is shown; `group` is their heading in the help. While a panel is open,
/// `walk` opens the next or previous record and returns true.
pub(crate) fn use_row_keys(group: &'static str, walk: impl Fn(Direction) -> bool + Copy + 'static) {
    let key = |keys, other, label, direction| {
        use_shortcut(Shortcut::new(keys, label).also(other).group(group), move || {
            if !walk(direction) {
                move_row(if direction == Direction::Next { 1 } else { -1 });
            }
        });
    };
    key("j", "ArrowDown", "Ligne suivante", Direction::Next);
    key("k", "ArrowUp", "Ligne précédente", Direction::Previous);
    // The link of a row handles Enter itself; the registry gets the key only when no link or button has the focus.
    use_shortcut(Shortcut::new("Enter", "Ouvrir la ligne").group(group), || move_row(0));
}

/// Returns true when a click on a row hits a control inside it, or ends a text selection.
pub(crate) fn is_on_control(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on_control =
        target.is_some_and(|element| element.closest("a, button, label").is_ok_and(|found| found.is_some()));
    let selecting =
        window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    on_control || selecting
}

//! Moves the focus on list pages: from row to row, and to a neighbour when the focused element disappears.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::reactive::{Memo, effect_after};

/// Links of the rows, which the keyboard walks through.
pub(crate) const ROW_LINK: &str = "a.row-link";
/// Link of the row whose record is open.
const OPEN_ROW: &str = "a.row-link[aria-current]";
/// Attribute of a row link that took the focus of a row that left.
const HANDED: &str = "data-handed";
/// The focused element, unless a person types or chooses in it.
pub(crate) const NO_FIELD: &str = ":focus:not(input, textarea, select, .popover *, dialog *)";
/// Title of the panel beside the list.
pub(crate) const PANEL_TITLE: &str = ".panel h2";

/// Content of the page.
pub(crate) const PAGE: &str = "#contenu";

/// Returns the `nth` element that a selector matches, or the last one.
fn find(selector: &str, nth: usize) -> Option<HtmlElement> {
    let all = document().query_selector_all(selector).ok()?;
    let last = all.length().checked_sub(1)?;
    let index = u32::try_from(nth).unwrap_or(last).min(last);
    all.item(index)?.dyn_into().ok()
}

/// Returns true when nothing has the focus. The browser gives it to `body` when its element disappears, and is about
/// to when the element is disabled.
fn is_lost() -> bool {
    let lost = |element: web_sys::Element| {
        element.tag_name() == "BODY" || element.matches(":disabled").unwrap_or(false)
    };
    document().active_element().is_none_or(lost)
}

/// Focuses the `nth` element that a selector matches.
pub(crate) fn move_to(selector: &str, nth: usize) -> bool {
    find(selector, nth).is_some_and(|element| element.focus().is_ok())
}

/// Focuses the `nth` element that a selector matches, after the next render.
pub(crate) fn move_later(selector: &'static str, nth: usize) {
    move_later_to_one(vec![(selector, nth)]);
}

/// Focuses the first existing element of the choices, after the next render.
pub(crate) fn move_later_to_one(choices: Vec<(&'static str, usize)>) {
    request_animation_frame(move || move_to_one(&choices));
}

fn move_to_one(choices: &[(&str, usize)]) {
    let _ = choices.iter().any(|(selector, nth)| move_to(selector, *nth));
}

/// Focuses the first existing element of the choices, after the next render, if the focus was lost.
pub(crate) fn recover(choices: &'static [(&'static str, usize)]) {
    recover_near(choices.to_vec());
}

/// Does what [`recover`] does, with choices computed at run time.
pub(crate) fn recover_near(choices: Vec<(&'static str, usize)>) {
    request_animation_frame(move || {
        if is_lost() {
            move_to_one(&choices);
        }
    });
}

/// Does what [`recover_near`] does, also when the focus is inside `leaving`, which is about to disappear or gives way.
pub(crate) fn leave(leaving: &'static str, choices: Vec<(&'static str, usize)>) {
    request_animation_frame(move || {
        let inside = document()
            .active_element()
            .is_some_and(|element| element.closest(leaving).is_ok_and(|found| found.is_some()));
        if inside || is_lost() {
            move_to_one(&choices);
        }
    });
}

/// Gives a lost focus to the row that took the place of the focused one. The next [`move_row`] downwards stays on it,
/// so that nobody is skipped.
pub(crate) fn hand_over(row: usize) {
    request_animation_frame(move || {
        if is_lost()
            && let Some(link) = find(ROW_LINK, row)
            && link.focus().is_ok()
        {
            let _ = link.set_attribute(HANDED, "");
        }
    });
}

/// Scrolls to the first element that a selector matches, after the next render, if it is out of sight.
pub(crate) fn scroll_later(selector: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = find(selector, 0) {
            scroll_to(&element);
        }
    });
}

fn scroll_to(element: &HtmlElement) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Keeps the row of the open record in sight after the next render, and the focus on it if a row has the focus.
pub(crate) fn follow_open_row() {
    request_animation_frame(|| {
        if let Some(row) = find(OPEN_ROW, 0) {
            scroll_to(&row);
            if place(ROW_LINK).is_some() {
                let _ = row.focus();
            }
        }
    });
}

/// Goes to the first row of a list, or opens it if it is the only one and `open` is true. A focus that is neither in a
/// search field nor on the page as a whole stays where it is.
pub(crate) fn go_to_first_row(open: bool) {
    let here = |element: web_sys::Element| element.matches("[type=search], main, body").unwrap_or(false);
    let Some(row) = find(ROW_LINK, 0).filter(|_| document().active_element().is_none_or(here)) else {
        return;
    };
    let only = document().query_selector_all(ROW_LINK).is_ok_and(|rows| rows.length() == 1);
    let _ = row.focus();
    if open && only {
        row.click();
    }
}

/// Recovers the focus when an element that may hold it disappears (`there` turns false).
pub(crate) fn recover_when_gone(there: Memo<bool>, choices: &'static [(&'static str, usize)]) {
    effect_after(move |before: Option<bool>| {
        let now = there.get();
        if before == Some(true) && !now {
            recover(choices);
        }
        now
    });
}

/// Returns the index, among the matches of a selector, of the element with the focus.
pub(crate) fn place(selector: &str) -> Option<usize> {
    let focused = document().active_element()?.closest(selector).ok().flatten()?;
    let all = document().query_selector_all(selector).ok()?;
    (0..all.length()).position(|index| all.item(index).is_some_and(|node| node.is_same_node(Some(&focused))))
}

/// Moves the focus from row to row; from elsewhere, to the open record's row, or else to the first.
pub(crate) fn move_row(by: isize) {
    match place(ROW_LINK) {
        Some(row) => {
            if settle() && by > 0 {
                return;
            }
            if let Some(row) = row.checked_add_signed(by) {
                move_to(ROW_LINK, row);
            }
        }
        None => {
            let _ = move_to(OPEN_ROW, 0) || move_to(ROW_LINK, 0);
        }
    }
}

/// Forgets that the focused row took the focus of one that left; returns true when it did.
fn settle() -> bool {
    let handed = find(&["[", HANDED, "]"].concat(), 0);
    handed.is_some_and(|link| {
        let _ = link.remove_attribute(HANDED);
        document().active_element().as_ref() == Some(link.as_ref())
    })
}

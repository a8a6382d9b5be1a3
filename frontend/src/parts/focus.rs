//! Where the focus goes on pages that list something: from row to row, and elsewhere when what had it leaves.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::reactive::effect_after;

/// The links that open what is listed, one a row: what the keyboard walks through.
pub(crate) const ROW_LINK: &str = "a.row-link";
/// The title of the panel beside the list.
pub(crate) const PANEL_TITLE: &str = ".panel h2";

/// The element of the page that a selector finds, `nth` among its like (the last one when there are fewer).
fn find(selector: &str, nth: usize) -> Option<HtmlElement> {
    let all = document().query_selector_all(selector).ok()?;
    let last = all.length().checked_sub(1)?;
    let index = u32::try_from(nth).unwrap_or(last).min(last);
    all.item(index)?.dyn_into().ok()
}

/// Whether nothing has the focus: the browser gives it to `body` when its element leaves, and is about to do so when
/// the element is disabled.
fn is_lost() -> bool {
    let lost = |element: web_sys::Element| {
        element.tag_name() == "BODY" || element.matches(":disabled").unwrap_or(false)
    };
    document().active_element().is_none_or(lost)
}

/// Focuses the `nth` element that a selector finds.
pub(crate) fn move_to(selector: &str, nth: usize) -> bool {
    find(selector, nth).is_some_and(|element| element.focus().is_ok())
}

/// Focuses the `nth` element that a selector finds, once the page is drawn again.
pub(crate) fn move_later(selector: &'static str, nth: usize) {
    move_later_to_one(vec![(selector, nth)]);
}

/// Focuses the first of these that exists, once the page is drawn again.
pub(crate) fn move_later_to_one(choices: Vec<(&'static str, usize)>) {
    request_animation_frame(move || move_to_one(&choices));
}

fn move_to_one(choices: &[(&str, usize)]) {
    let _ = choices.iter().any(|(selector, nth)| move_to(selector, *nth));
}

/// Once the page is drawn again, gives the focus to the first of these that exists, if it was lost.
pub(crate) fn recover(choices: &'static [(&'static str, usize)]) {
    recover_near(choices.to_vec());
}

/// The same, with places that are known only now.
pub(crate) fn recover_near(choices: Vec<(&'static str, usize)>) {
    request_animation_frame(move || {
        if is_lost() {
            move_to_one(&choices);
        }
    });
}

/// When something that may hold the focus goes (`there` turns false), gives the focus, if it was lost, to the first of
/// these that exists.
pub(crate) fn recover_when_gone(there: Memo<bool>, choices: &'static [(&'static str, usize)]) {
    effect_after(move |before: Option<bool>| {
        let now = there.get();
        if before == Some(true) && !now {
            recover(choices);
        }
        now
    });
}

/// The place, among the like of a selector, of the element that has the focus or holds it.
pub(crate) fn place(selector: &str) -> Option<usize> {
    let focused = document().active_element()?.closest(selector).ok().flatten()?;
    let all = document().query_selector_all(selector).ok()?;
    (0..all.length()).position(|index| all.item(index).is_some_and(|node| node.is_same_node(Some(&focused))))
}

/// Moves the focus from row to row; from elsewhere, to the open record's row, else to the first one.
pub(crate) fn move_row(by: isize) {
    match place(ROW_LINK) {
        Some(row) => {
            if let Some(row) = row.checked_add_signed(by) {
                move_to(ROW_LINK, row);
            }
        }
        None => {
            let _ = move_to("a.row-link[aria-current]", 0) || move_to(ROW_LINK, 0);
        }
    }
}

//! Popover below a button: closes on Escape, on a click elsewhere, and when the focus leaves.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use crate::reactive::Show;

/// The edge of the button with which the popover aligns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Align {
    /// The left edge.
    #[default]
    Start,
    /// The right edge.
    End,
}

/// A button (`trigger`, which sets `open` and `aria-expanded`) with a popover below it.
#[component]
pub(crate) fn Popover(
    open: RwSignal<bool>,
    trigger: AnyView,
    #[prop(optional)] align: Align,
    /// Class of the popover.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let anchor = NodeRef::<html::Div>::new();
    let holds = move |node: Option<Node>| {
        anchor.get_untracked().is_some_and(|anchor| node.is_some_and(|node| anchor.contains(Some(&node))))
    };
    let elsewhere = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        if open.get_untracked() && !holds(target) {
            open.set(false);
        }
    });
    on_cleanup(move || elsewhere.remove());
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
            focus_trigger(anchor);
        }
    };
    let left = move |event: web_sys::FocusEvent| {
        let to: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        // A press on the text of the page may focus nothing, which does not count as leaving.
        if to.is_some() && !holds(to) {
            open.set(false);
        }
    };
    let align = if align == Align::End { "end" } else { "start" };
    let children = StoredValue::new(children);
    view! {
        <div class="popover-anchor" node_ref=anchor on:keydown=escape on:focusout=left>
            {trigger}
            <Show when=move || open.get()>
                // A press on its text focuses the popover; otherwise the page behind it would take the focus, and the
                // popover would close before the click.
                <div class=format!("popover {class}") data-align=align tabindex="-1">
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </div>
    }
}

/// Focuses the trigger, the first button of the anchor.
fn focus_trigger(anchor: NodeRef<html::Div>) {
    let button = anchor.get_untracked().and_then(|anchor| anchor.query_selector("button").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Moves the focus in a list with the arrows, Home and End. Returns true for one of these keys.
pub(crate) fn move_focus(list: &web_sys::Element, selector: &str, key: &str) -> bool {
    let Ok(nodes) = list.query_selector_all(selector) else { return false };
    let all: Vec<HtmlElement> =
        (0..nodes.length()).filter_map(|at| nodes.get(at)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let here = all.iter().position(|element| active.as_ref() == Some(element.as_ref()));
    let target = moved(here, all.len(), key).and_then(|to| all.get(to));
    target.is_some_and(|element| element.focus().is_ok())
}

/// Returns the target index of a key in a circular list; `None` for other keys.
fn moved(here: Option<usize>, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, here) {
        ("ArrowDown", None) | ("Home", _) => Some(0),
        ("ArrowDown", Some(at)) => Some(if at >= last { 0 } else { at + 1 }),
        ("ArrowUp", None) | ("End", _) => Some(last),
        ("ArrowUp", Some(at)) => Some(at.checked_sub(1).unwrap_or(last)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn arrows_go_round_and_other_keys_do_nothing() {
        assert_eq!(moved(None, 3, "ArrowDown"), Some(0));
        assert_eq!(moved(Some(2), 3, "ArrowDown"), Some(0));
        assert_eq!(moved(Some(0), 3, "ArrowUp"), Some(2));
        assert_eq!(moved(Some(1), 3, "End"), Some(2));
        assert_eq!(moved(Some(1), 3, "x"), None);
        assert_eq!(moved(None, 0, "Home"), None);
    }
}

//! Menus of commands.

use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::popover::move_focus;
use super::{Align, Icon, IconView, Popover};
use crate::reactive::{Signal, effect};

/// A button that opens a menu of `MenuItem`s.
#[component]
pub(crate) fn Menu(
    /// Label of the button.
    #[prop(into)]
    label: Signal<String>,
    /// Content of the button.
    trigger: ViewFn,
    #[prop(default = "button button-ghost")] trigger_class: &'static str,
    #[prop(default = Align::End)] align: Align,
    /// Identifier of the element that describes the button.
    #[prop(optional, into)]
    described_by: Signal<Option<String>>,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let list = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(list) = list.get() {
            move_focus(&list, ITEMS, "Home");
        }
    });
    let button = view! {
        <button
            type="button"
            class=trigger_class
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=move || label.get()
            aria-describedby=move || described_by.get()
            title=move || label.get()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {trigger.run()}
        </button>
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let moved = list.get_untracked().is_some_and(|list| move_focus(&list, ITEMS, &event.key()));
        if moved {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let children = StoredValue::new(children);
    view! {
        // A separate scope: sibling components share one, and the last would answer for all.
        <Provider value=MenuOpen(open)>
            <Popover open align class="menu" trigger=button.into_any()>
                <div role="menu" aria-label=move || label.get() node_ref=list on:keydown=keys>
                    {children.with_value(|children| children())}
                </div>
            </Popover>
        </Provider>
    }
}

const ITEMS: &str = "[role^=menuitem]";

#[derive(Clone, Copy)]
struct MenuOpen(RwSignal<bool>);

/// A group of items under a heading.
#[component]
pub(crate) fn MenuGroup(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div role="group" class="menu-group" aria-label=label.clone()>
            <p class="menu-heading" aria-hidden="true">{label.clone()}</p>
            {children()}
        </div>
    }
}

/// An item of a menu; with `checked`, a choice that keeps the menu open; with `leads`, one that shows other items in
/// its place.
#[component]
pub(crate) fn MenuItem(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional, into)] disabled_reason: Signal<Option<String>>,
    #[prop(optional, into)] checked: Option<Signal<bool>>,
    #[prop(optional)] leads: bool,
) -> impl IntoView {
    let menu = use_context::<MenuOpen>();
    let press = move |event: web_sys::MouseEvent| {
        if disabled_reason.with_untracked(Option::is_some) {
            return;
        }
        if leads {
            focus_next_items(&event);
        } else if let Some(menu) = menu.filter(|_| checked.is_none()) {
            menu.0.set(false);
            restore_focus();
        }
        on_press.run(());
    };
    view! {
        <button
            type="button"
            class="menu-item"
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            tabindex="-1"
            aria-haspopup=leads.then_some("menu")
            aria-checked=move || checked.map(|checked| checked.get().to_string())
            aria-disabled=move || disabled_reason.with(Option::is_some).then_some("true")
            on:click=press
        >
            {icon.map(|icon| view! { <IconView icon/> }.into_any())}
            <span class="menu-label">
                {move || label.get()}
                {move || disabled_reason.get().map(|reason| view! { <span class="menu-reason">{reason}</span> }.into_any())}
            </span>
            {move || checked.is_some_and(Signal::get).then(|| view! { <IconView icon=Icon::Check/> }.into_any())}
        </button>
    }
}

/// Focuses the first of the items that replace the pressed one, after the next render.
fn focus_next_items(event: &web_sys::MouseEvent) {
    let item = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(list) = item.and_then(|item| item.closest("[role=menu]").ok().flatten()) {
        request_animation_frame(move || {
            move_focus(&list, ITEMS, "Home");
        });
    }
}

/// Moves the focus from the item, which is about to disappear, to the menu's button, before a dialog remembers its
/// opener.
fn restore_focus() {
    let anchor =
        document().active_element().and_then(|active| active.closest(".popover-anchor").ok().flatten());
    let button = anchor.and_then(|anchor| anchor.query_selector("button").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

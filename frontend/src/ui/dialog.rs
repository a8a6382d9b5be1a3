//! Dialogs on the browser's `<dialog>`, which traps and restores the focus.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::{IconButton, unique_id, waits};
use crate::model::icons::Icon;
use crate::reactive::{Show, Signal, effect, effect_after};

/// The width of a dialog.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum DialogSize {
    /// 560 px, for a form.
    #[default]
    Medium,
    /// 760 px, for reading.
    Large,
}

impl DialogSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Medium => "dialog",
            Self::Large => "dialog dialog-large",
        }
    }
}

/// A modal dialog. Its content is created on opening and dropped on closing. Escape closes it unless it is `busy` or holds
/// an element with the attribute `data-keep`; a click outside closes it only with `click_outside`, when nothing can be
/// lost.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional)] size: DialogSize,
    #[prop(optional)] click_outside: bool,
    /// Hides the header; screen readers still get the title.
    #[prop(optional)]
    bare: bool,
    /// Hides the page below, and cannot be closed by hand.
    #[prop(optional)]
    covers: bool,
    #[prop(optional, into)] on_closed: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    // The element that had the focus: the browser restores it, unless it is gone.
    let opener: StoredValue<Option<HtmlElement>, LocalStorage> = StoredValue::new_local(None);
    effect_after(move |before: Option<bool>| {
        let now = open.get();
        if now && before != Some(true) {
            let active = document().active_element().and_then(|element| element.dyn_into().ok());
            opener.set_value(active);
        } else if !now && before == Some(true) {
            let opener = opener.try_get_value().flatten();
            // Only after the dialog has closed: elements behind an open one cannot take the focus.
            request_animation_frame(move || give_focus_back(opener.as_ref()));
            if let Some(on_closed) = on_closed {
                on_closed.run(());
            }
        }
        now
    });
    let children = StoredValue::new(children);
    view! {
        <Show when=move || open.get()>
            <OpenDialog open title busy size click_outside bare covers children/>
        </Show>
    }
}

/// The open dialog.
#[component]
fn OpenDialog(
    open: RwSignal<bool>,
    title: Signal<String>,
    busy: Signal<bool>,
    size: DialogSize,
    click_outside: bool,
    bare: bool,
    covers: bool,
    children: StoredValue<ChildrenFn>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("titre");
    let stays = move || covers || busy.get_untracked() || exists(KEPT);
    let close = move || {
        if !stays() {
            open.set(false);
        }
    };
    // Browsers close on a second Escape even if the first was cancelled.
    let closed = move |_| match node.get_untracked().filter(|_| stays()) {
        Some(dialog) => show(&dialog),
        None => open.set(false),
    };
    effect(move || {
        if let Some(dialog) = node.get() {
            show(&dialog);
        }
    });
    let pressed_outside = move |event: web_sys::MouseEvent| {
        let outside = node.get_untracked().is_some_and(|dialog| is_outside(&dialog, &event));
        if click_outside && outside {
            close();
        }
    };
    let head = (!bare).then(|| {
        view! { <DialogHead id=title_id.clone() title busy closable=!covers on_close=close/> }.into_any()
    });
    view! {
        <dialog
            node_ref=node
            class=size.class()
            class:dialog-bare=bare
            class:dialog-cover=covers
            aria-labelledby=(!bare).then_some(title_id)
            aria-label=move || bare.then(|| title.get())
            aria-busy=move || busy.get().then_some("true")
            // Escape is handled here, so that the signal stays in sync.
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close();
            }
            on:close=closed
            on:mousedown=pressed_outside
        >
            {head}
            {children.with_value(|children| children())}
        </dialog>
    }
}

#[component]
fn DialogHead(
    id: String,
    title: Signal<String>,
    busy: Signal<bool>,
    closable: bool,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let busy = waits(busy, "Une demande est en cours");
    let close = closable.then(|| {
        view! { <IconButton label="Fermer" icon=Icon::Close on_press=on_close disabled_reason=busy/> }
            .into_any()
    });
    view! {
        <header class="dialog-head">
            <h2 id=id>{move || title.get()}</h2>
            {close}
        </header>
    }
}

/// The content above the buttons; it scrolls when it is too long.
#[component]
pub(crate) fn DialogBody(children: Children) -> impl IntoView {
    view! { <div class="dialog-body">{children()}</div> }
}

/// The buttons, the main one last.
#[component]
pub(crate) fn DialogFooter(children: Children) -> impl IntoView {
    view! { <footer class="dialog-foot">{children()}</footer> }
}

/// Selector of the element that gets the focus on opening. The browser would choose the close button.
const FIELDS: &str = ".dialog-body :is(input, select, textarea), .dialog-foot .button-primary";

/// Content that keeps its dialog open, whose close button is hidden. It has a button of its own.
const KEPT: &str = "[data-keep]";

/// Returns true while a dialog is open.
pub(crate) fn has_dialog() -> bool {
    exists("dialog[open]")
}

fn exists(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}

fn show(dialog: &HtmlDialogElement) {
    if dialog.open() || dialog.show_modal().is_err() {
        return;
    }
    let find = |selector| dialog.query_selector(selector).ok().flatten();
    let wanted = find("[autofocus]").or_else(|| find(FIELDS));
    if let Some(wanted) = wanted.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = wanted.focus();
    }
}

/// Returns true for a click on the backdrop, which belongs to the dialog, so that only the position tells.
fn is_outside(dialog: &HtmlDialogElement, event: &web_sys::MouseEvent) -> bool {
    let on_dialog = event.target().is_some_and(|target| target == *dialog.as_ref());
    let rect = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    on_dialog && !(rect.left()..=rect.right()).contains(&x) | !(rect.top()..=rect.bottom()).contains(&y)
}

/// Restores the focus to the opener, or else to the page.
fn give_focus_back(opener: Option<&HtmlElement>) {
    let opener = opener.filter(|element| element.is_connected() && element.offset_parent().is_some());
    let main =
        || document().get_element_by_id("contenu").and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(target) = opener.cloned().or_else(main) {
        let _ = target.focus();
    }
}

//! Dialogs: the browser's own `<dialog>`, which keeps the focus inside and gives it back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::{IconButton, unique_id};
use crate::model::icons::Icon;
use crate::reactive::{Show, effect, effect_after};

/// How wide a dialog is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum DialogSize {
    /// A form: 560 px.
    #[default]
    Medium,
    /// Something to read: 760 px.
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

/// A modal dialog. What is inside is made when it opens and dropped when it closes. Escape closes it unless it is `busy`;
/// a click outside only when `click_outside` says that there is nothing to lose.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional)] size: DialogSize,
    #[prop(optional)] click_outside: bool,
    /// Without a visible header; the title is still said.
    #[prop(optional)]
    bare: bool,
    /// Hides what is below, and cannot be closed by hand.
    #[prop(optional)]
    covers: bool,
    #[prop(optional, into)] on_closed: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    // What had the focus when it opened: the browser gives it back, unless it is gone.
    let opener: StoredValue<Option<HtmlElement>, LocalStorage> = StoredValue::new_local(None);
    effect_after(move |before: Option<bool>| {
        let now = open.get();
        if now && before != Some(true) {
            let active = document().active_element().and_then(|element| element.dyn_into().ok());
            opener.set_value(active);
        } else if !now && before == Some(true) {
            let opener = opener.try_get_value().flatten();
            // Not before the dialog has left: what is behind an open one takes no focus.
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

/// The dialog while it is open.
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
    let close = move || {
        if !covers && !busy.get_untracked() {
            open.set(false);
        }
    };
    // Browsers close on a second Escape whatever the first one was answered.
    let closed = move |_| match node.get_untracked().filter(|_| covers) {
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
            // Escape: the answer is ours, so that the signal stays the truth.
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
    let busy = Signal::derive(move || busy.get().then(|| "Une demande est en cours".to_owned()));
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

/// What a dialog shows, above its buttons; it scrolls when it is too long.
#[component]
pub(crate) fn DialogBody(children: Children) -> impl IntoView {
    view! { <div class="dialog-body">{children()}</div> }
}

/// The buttons of a dialog, the act last.
#[component]
pub(crate) fn DialogFooter(children: Children) -> impl IntoView {
    view! { <footer class="dialog-foot">{children()}</footer> }
}

/// Takes the focus when a dialog opens. The browser would focus the first button, which closes it.
const FIELDS: &str = ".dialog-body :is(input, select, textarea), .dialog-foot .button-primary";

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

/// The backdrop belongs to the dialog: only the place of the click tells them apart.
fn is_outside(dialog: &HtmlDialogElement, event: &web_sys::MouseEvent) -> bool {
    let on_dialog = event.target().is_some_and(|target| target == *dialog.as_ref());
    let rect = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    on_dialog && !(rect.left()..=rect.right()).contains(&x) | !(rect.top()..=rect.bottom()).contains(&y)
}

/// To the opener, else to the page: never to nowhere.
fn give_focus_back(opener: Option<&HtmlElement>) {
    let opener = opener.filter(|element| element.is_connected() && element.offset_parent().is_some());
    let main =
        || document().get_element_by_id("contenu").and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(target) = opener.cloned().or_else(main) {
        let _ = target.focus();
    }
}

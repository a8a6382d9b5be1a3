//! Toasts at the foot of the page. Their region exists before the first one, which screen readers require; its content
//! is fetched with the first one.

use std::time::Duration;

use common::Action;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::model::action::Outcome;
use crate::model::format;
use crate::model::undo::Left;
use crate::parts::focus;
use crate::parts::lazy::{Lazy, part};
use crate::parts::undo::{UndoButton, time_left};
use crate::reactive::{Show, each, memo};
use crate::state::live_actions::LiveActions;
use crate::state::toasts::{Toast, Toasts};
use crate::state::{use_live_actions, use_toasts};
use crate::ui::{Button, ButtonKind, Icon, IconButton, IconView};

/// Display time of a toast that is not a failure.
const STAY: Duration = Duration::from_secs(6);
/// Number of failures from which their number and a button that dismisses all stand above them.
const MANY: usize = 3;
/// Buttons that dismiss a failure.
const CLOSE: &str = ".toast[role=alert] .button-icon";
/// The content of the page, which gets the focus when no failure is left.
const CONTENT: (&str, usize) = (".main", 0);
/// The newest toast, unless the person is busy with another one.
const NEWEST: &str = ".toasts:not(:hover, :focus-within) .toast:last-child";

part!(shell, list, view! { <ToastList/> });

/// The region of the toasts.
#[component]
pub(crate) fn Toaster() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <section class="toaster" aria-label="Messages" aria-live="polite" aria-relevant="additions">
            <Show when=move || toasts.has_had_one()><Lazy part=list/></Show>
        </section>
    }
}

/// The number of failures, once there are many. Screen readers do not announce it: they have announced each failure.
#[component]
fn ToastHead() -> impl IntoView {
    let toasts = use_toasts();
    let failures = memo(move || toasts.failures());
    let are_many = move || failures.get() >= MANY;
    let told = move || {
        let number = i64::try_from(failures.get()).unwrap_or(i64::MAX);
        format::count(number, "message d’échec", "messages d’échec")
    };
    let close = move || {
        toasts.dismiss_failures();
        focus::recover(&[CONTENT]);
    };
    view! {
        <Show when=are_many>
            <div class="toasts-head" aria-live="off">
                <p>{told}</p>
                <Button small=true kind=ButtonKind::Ghost on_press=close>"Tout fermer"</Button>
            </div>
        </Show>
    }
}

/// The toasts, oldest first, under their number once there are many.
#[component]
fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    let list = each(
        move || toasts.shown(),
        |(id, _)| id.to_string(),
        move |(id, toast)| view! { <ToastView toasts id toast/> }.into_any(),
    );
    view! {
        <ToastHead/>
        <div class="toasts">{list}</div>
    }
}

/// Returns the display time of a toast: an action that can be undone keeps it until its call leaves.
fn stay(live: LiveActions, action: Option<&Action>) -> Duration {
    match action.and_then(|action| time_left(live, action, js_sys::Date::now())) {
        Some(Left::Seconds(seconds)) => STAY.max(Duration::from_secs(seconds.unsigned_abs())),
        Some(Left::Waiting) | None => STAY,
    }
}

/// The timer of a toast.
type Timer = StoredValue<Option<TimeoutHandle>, LocalStorage>;

/// Removes a toast after its time, which `stay` returns. One that has the pointer or the focus gets another time.
fn dismiss_later(
    toast: NodeRef<html::Div>,
    timer: Timer,
    stay: impl Fn() -> Duration + Copy + 'static,
    dismiss: impl Fn() + Copy + 'static,
) {
    let is_used = move || {
        let toast = toast.try_get_untracked().flatten();
        toast.is_some_and(|toast| toast.matches(":hover, :focus-within").unwrap_or(false))
    };
    let over = move || if is_used() { dismiss_later(toast, timer, stay, dismiss) } else { dismiss() };
    let _ = timer.try_set_value(set_timeout_with_handle(over, stay()).ok());
}

#[component]
fn ToastView(toasts: Toasts, id: u32, toast: Toast) -> impl IntoView {
    let stays = toast.stays();
    let (node, timer) = (NodeRef::<html::Div>::new(), Timer::new_local(None));
    let live = use_live_actions();
    let running = toast.about.filter(|about| about.outcome == Outcome::Running);
    let running = running.map(|about| about.id_conversion).filter(|id| live.is_mine(*id));
    let action = memo(move || running.and_then(|id| live.find(id)));
    if !stays {
        let stay = move || action.with_untracked(|action| stay(live, action.as_ref()));
        dismiss_later(node, timer, stay, move || toasts.dismiss(id));
    }
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    focus::scroll_later(NEWEST);
    let close = move || {
        let place = focus::place(CLOSE);
        toasts.dismiss(id);
        focus::recover_near(place.map(|place| (CLOSE, place)).into_iter().chain([CONTENT]).collect());
    };
    let times = (toast.times > 1).then(|| {
        let told = format!("({})", format::count(i64::from(toast.times), "fois", "fois"));
        view! { <span class="toast-times">{told}</span> }.into_any()
    });
    let link = toast.link.map(|(href, text)| {
        view! { <a class="toast-link" href=href on:click=move |_| toasts.dismiss(id)>{text}</a> }.into_any()
    });
    view! {
        <div
            node_ref=node
            class=format!("toast tone-{}", toast.tone.word())
            role=stays.then_some("alert")
        >
            <IconView icon=toast.tone.icon()/>
            <div class="toast-text">
                <p class="toast-title">{toast.title} {times}</p>
                {toast.message.map(|message| view! { <p class="toast-message">{message}</p> }.into_any())}
                {link}
                {running.map(|_| view! { <div class="toast-undo"><UndoButton action/></div> }.into_any())}
            </div>
            <IconButton label="Fermer ce message" icon=Icon::Close on_press=close/>
        </div>
    }
}

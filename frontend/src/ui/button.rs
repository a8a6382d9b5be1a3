//! Buttons, with a reason when they are disabled.

use leptos::prelude::*;

use super::icon::IconView;
use super::ids::unique_id;
use crate::model::icons::Icon;
use crate::reactive::{Signal, memo, piece};

/// The visual weight of a button.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ButtonKind {
    /// The main action; at most one per place.
    Primary,
    /// The main action when it destroys something.
    Danger,
    /// Another action.
    #[default]
    Secondary,
    /// A light button without a frame.
    Ghost,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Danger => "button button-danger",
            Self::Secondary => "button",
            Self::Ghost => "button button-ghost",
        }
    }
}

/// Returns the reason of a button that waits while a request is pending.
pub(crate) fn waits(pending: Signal<bool>, reason: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || pending.get().then(|| reason.to_owned()))
}

/// The common part of all buttons. A busy or disabled button stays focusable (`aria-disabled`), so that it can show
/// its reason.
#[component]
fn RawButton(
    class: &'static str,
    submit: bool,
    small: bool,
    icon: Option<Icon>,
    busy: Signal<bool>,
    reason: Signal<Option<String>>,
    #[prop(optional)] described_by: Signal<Option<String>>,
    #[prop(optional)] label: Option<Signal<String>>,
    /// True when the button shows no text, so that pointers need its label as a tooltip.
    #[prop(optional)]
    icon_only: bool,
    on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let reason_id = unique_id("raison");
    let refused = memo(move || busy.get() || reason.with(Option::is_some));
    let press = move |event: web_sys::MouseEvent| {
        if refused.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let described = {
        let id = reason_id.clone();
        move || if reason.with(Option::is_some) { Some(id.clone()) } else { described_by.get() }
    };
    let tip = piece(move || {
        let id = reason_id.clone();
        reason.get().map(|text| view! { <span class="tip" role="tooltip" id=id>{text}</span> }.into_any())
    });
    view! {
        <span class="tip-anchor">
            <button
                type=if submit { "submit" } else { "button" }
                class=class
                class:button-small=small
                class:is-busy=move || busy.get()
                aria-disabled=move || refused.get().then_some("true")
                aria-busy=move || busy.get().then_some("true")
                aria-describedby=described
                aria-label=move || label.map(Signal::get)
                title=move || label.filter(|_| icon_only && reason.with(Option::is_none)).map(Signal::get)
                on:click=press
            >
                <span class="button-content">{icon.map(|icon| view! { <IconView icon/> }.into_any())} {children()}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
            {tip}
        </span>
    }
}

/// A button. While `busy` it keeps its width, shows a spinner and ignores clicks. With a `disabled_reason` it ignores
/// clicks and shows the reason to pointer, focus and screen readers. `described_by` is the identifier of an element
/// that describes an enabled button. `label` is a longer name than its text, which it contains.
#[component]
pub(crate) fn Button(
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled_reason: Signal<Option<String>>,
    #[prop(optional, into)] described_by: Signal<Option<String>>,
    #[prop(optional, into)] label: Option<Signal<String>>,
    #[prop(optional)] small: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <RawButton
            class=kind.class()
            submit=false
            small
            icon
            busy
            reason=disabled_reason
            described_by
            nostrip:label=label
            on_press=Some(on_press)
            children
        />
    }
}

/// The submit button of a form.
#[component]
pub(crate) fn SubmitButton(
    #[prop(default = ButtonKind::Primary)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled_reason: Signal<Option<String>>,
    #[prop(optional, into)] described_by: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <RawButton
            class=kind.class()
            submit=true
            small=false
            icon
            busy
            reason=disabled_reason
            described_by
            on_press=None
            children
        />
    }
}

/// A button with an icon only; its label serves screen readers and the tooltip.
#[component]
pub(crate) fn IconButton(
    #[prop(into)] label: Signal<String>,
    icon: Icon,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional, into)] disabled_reason: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <RawButton
            class="button button-ghost button-icon"
            submit=false
            small=false
            icon=Some(icon)
            busy=Signal::stored(false)
            reason=disabled_reason
            label
            icon_only=true
            on_press=Some(on_press)
            children=Box::new(|| ().into_any())
        />
    }
}

/// A link that looks like a button. An `external` one opens a new tab and announces it.
#[component]
pub(crate) fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional)] external: bool,
    #[prop(optional)] small: bool,
    children: Children,
) -> impl IntoView {
    let beside = external.then(|| {
        view! {
            <IconView icon=Icon::External/>
            <span class="sr-only">"(nouvel onglet)"</span>
        }
        .into_any()
    });
    view! {
        <a
            class=kind.class()
            class:button-small=small
            href=move || href.get()
            target=external.then_some("_blank")
            rel=external.then_some("noopener noreferrer")
        >
            <span class="button-content">{icon.map(|icon| view! { <IconView icon/> }.into_any())} {children()} {beside}</span>
        </a>
    }
}

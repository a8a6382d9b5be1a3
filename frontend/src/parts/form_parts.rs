//! Parts that several forms share: the password field and the general error.

use leptos::prelude::*;

use super::form::Entry;
use crate::model::password;
use crate::reactive::piece;
use crate::ui::{Icon, IconView, TextField, TextKind};

/// Kind of password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Password {
    /// The current password.
    Present,
    /// The new password.
    New,
    /// The new password, repeated.
    Again,
}

/// A field for a password.
#[component]
pub(crate) fn PasswordField(
    label: &'static str,
    which: Password,
    entry: Entry,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let known = which == Password::Present;
    view! {
        <TextField
            label
            value=entry.value
            kind=TextKind::Password
            error=entry.error
            nostrip:hint=(which == Password::New).then_some(password::RULE)
            autocomplete=if known { "current-password" } else { "new-password" }
            required=true
            autofocus
        />
    }
}

/// The general error. Its live region exists before the first error, because screen readers announce only changes.
#[component]
pub(crate) fn FormFailure(failure: RwSignal<Option<String>>) -> impl IntoView {
    let shown = piece(move || {
        failure.get().map(|text| {
            view! {
                <div class="callout callout-danger">
                    <IconView icon=Icon::ErrorCircle/>
                    <p class="callout-text">{text}</p>
                </div>
            }
            .into_any()
        })
    });
    view! { <div role="alert">{shown}</div> }
}

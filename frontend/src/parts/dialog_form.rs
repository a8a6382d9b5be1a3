//! Shared parts of forms in dialogs: footer, and focus on errors.

use leptos::prelude::*;

use super::focus;
use crate::reactive::{Signal, effect};
use crate::state::Draft;
use crate::ui::{Button, ButtonKind, DialogFooter, SubmitButton, waits};

/// Keeps a dialog open, which is `busy`, while the request of its form is pending and the form is there.
pub(crate) fn hold_open(busy: RwSignal<bool>, pending: Signal<bool>) {
    effect(move || busy.set(pending.get()));
    on_cleanup(move || {
        let _ = busy.try_set(false);
    });
}

/// Returns a function that closes a dialog after the answer for the form whose component calls this; it returns false
/// when that form is gone. The dialog may show the form of another record by then, and stays open.
pub(crate) fn closing(open: RwSignal<bool>) -> impl Fn() -> bool + Copy + 'static {
    let form = StoredValue::new(());
    move || {
        let is_there = form.try_get_value().is_some();
        if is_there {
            let _ = open.try_set(false);
        }
        is_there
    }
}

/// The footer: general error, cancel button, submit button, optionally with `children` above them.
#[component]
pub(crate) fn FormFooter(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// True while the request is pending.
    busy: Signal<bool>,
    /// The general error.
    failure: RwSignal<Option<String>>,
    /// Label of the submit button.
    #[prop(into)]
    act: Signal<String>,
    /// Style of the submit button.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
    /// Identifier of the element that describes the submit button.
    #[prop(optional, into)]
    described_by: Signal<Option<String>>,
    /// The draft of the form: a restored one is announced, and "Annuler" deletes it.
    #[prop(optional, into)]
    draft: Option<Draft>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let waits = waits(busy, "La demande est en cours d’envoi");
    let close = Callback::new(move |()| {
        if let Some(draft) = draft {
            draft.end();
        }
        open.set(false);
    });
    view! {
        <DialogFooter>
            {children.map(|children| children())}
            {draft.and_then(restored)}
            {move || failure.get().map(|text| {
                view! { <p class="callout callout-danger form-failure" role="alert">{text}</p> }.into_any()
            })}
            <Button on_press=close disabled_reason=waits>"Annuler"</Button>
            <SubmitButton kind busy described_by>{move || act.get()}</SubmitButton>
        </DialogFooter>
    }
}

/// Tells that the form opened with a restored draft.
pub(crate) fn restored(draft: Draft) -> Option<AnyView> {
    draft.restored.then(|| {
        view! {
            <p class="callout callout-info small form-note" role="status">
                "Reprise de ce que vous aviez saisi. «\u{a0}Annuler\u{a0}» l’efface."
            </p>
        }
        .into_any()
    })
}

/// Focuses the first invalid field: of the form with the focus, or else in the open dialog or on the page.
pub(crate) fn focus_first_error() {
    const OF_FORM: &str = "form:focus-within :is([aria-invalid='true'], .has-error input:not(:disabled))";
    const WRONG: &str = ":is(dialog[open], body:not(:has(dialog[open]))) \
                         form :is([aria-invalid='true'], .has-error input:not(:disabled))";
    focus::move_later_to_one(vec![(OF_FORM, 0), (WRONG, 0)]);
}

//! What the forms in dialogs share: their last line, and the way to what is wrong in them.

use leptos::prelude::*;

use super::focus;
use crate::state::Draft;
use crate::ui::{Button, ButtonKind, DialogFooter, SubmitButton};

/// What is wrong as a whole, the way out, and the act; above them what is to be known first (`children`).
#[component]
pub(crate) fn FormFooter(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Whether the request is under way.
    busy: Signal<bool>,
    /// What is wrong as a whole.
    failure: RwSignal<Option<String>>,
    /// The act, as its button says it.
    #[prop(into)]
    act: Signal<String>,
    /// How much its button asks to be pressed.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
    /// Identifier of what is to be known before it is pressed.
    #[prop(optional, into)]
    described_by: Signal<Option<String>>,
    /// What was typed: it is told when it was typed before, and forgotten with "Annuler".
    #[prop(optional, into)]
    draft: Option<Draft>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let waits = Signal::derive(move || busy.get().then(|| "La demande est en cours d’envoi".to_owned()));
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

/// Says that a form opened on what was typed before.
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

/// Leads to the first field at fault, once it is drawn as such: in the open dialog, else on the page.
pub(crate) fn focus_first_error() {
    const WRONG: &str = ":is(dialog[open], body:not(:has(dialog[open]))) \
                         form :is([aria-invalid='true'], .has-error input:not(:disabled))";
    focus::move_later(WRONG, 0);
}

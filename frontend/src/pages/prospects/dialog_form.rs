//! What the forms in dialogs share: their last line, and the way to what is wrong in them.

use common::TypeAction;
use leptos::prelude::*;

use super::delay::{DialogDelay, Place, described_by};
use super::page_state::use_page;
use crate::pages::focus;
use crate::ui::{Button, DialogFooter, SubmitButton};

/// What is wrong as a whole, the way out, and the act.
#[component]
pub(super) fn FormFooter(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Whether the request is under way.
    busy: Signal<bool>,
    /// What is wrong as a whole.
    failure: RwSignal<Option<String>>,
    /// The act, as its button says it.
    act: &'static str,
    /// The action that it asks, when it asks one.
    #[prop(optional)]
    type_action: Option<TypeAction>,
) -> impl IntoView {
    let page = use_page();
    let waits = Signal::derive(move || busy.get().then(|| "La demande est en cours d’envoi".to_owned()));
    let close = Callback::new(move |()| open.set(false));
    let described_by = match type_action {
        Some(type_action) => described_by(page, type_action, Place::Dialog),
        None => Signal::stored(None),
    };
    view! {
        <DialogFooter>
            {type_action.map(|type_action| view! { <DialogDelay type_action/> }.into_any())}
            {move || failure.get().map(|text| {
                view! { <p class="callout callout-danger form-failure" role="alert">{text}</p> }.into_any()
            })}
            <Button on_press=close disabled_reason=waits>"Annuler"</Button>
            <SubmitButton busy described_by>{act}</SubmitButton>
        </DialogFooter>
    }
}

/// Leads to the first field at fault, once it is drawn as such.
pub(super) fn focus_first_error() {
    request_animation_frame(|| {
        let _ = focus::move_to("dialog[open] :is([aria-invalid='true'], .has-error input:not(:disabled))", 0);
    });
}

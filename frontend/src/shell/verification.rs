//! Dialog that asks for the code of the second factor again before a sensitive operation.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::api;
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::state::use_proofs;
use crate::ui::{Dialog, DialogBody, TextField};

/// The dialog.
#[component]
pub(super) fn VerificationDialog() -> impl IntoView {
    let proofs = use_proofs();
    let busy = RwSignal::new(false);
    let given_up = Callback::new(move |()| proofs.end(false));
    view! {
        <Dialog open=proofs.verification title="Confirmez votre identité" busy on_closed=given_up>
            <CodeForm busy/>
        </Dialog>
    }
}

#[component]
fn CodeForm(busy: RwSignal<bool>) -> impl IntoView {
    let proofs = use_proofs();
    let open = proofs.verification;
    let form = Form::new(["code"]);
    let [code] = form.lines;
    let close = closing(open);
    let verifying = form.sending(api::securite::verify, "Le code n’a pas été vérifié", move |()| {
        // A form that is gone asked for the requests of somebody who has left.
        if close() {
            proofs.end(true);
        }
    });
    hold_open(busy, verifying.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.check([code.text().is_empty().then_some("Saisissez le code.")]) {
            verifying.start(code.text());
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p>"Ce que vous demandez touche aux accès ou aux données de personnes. La demande part ensuite d’elle-même."</p>
                <TextField
                    label="Code de votre application"
                    value=code.value
                    error=code.error
                    hint="Six chiffres, ou un code de secours."
                    autocomplete="one-time-code"
                    autofocus=true
                    required=true
                />
            </DialogBody>
            <FormFooter open busy=verifying.busy failure=form.failure act="Confirmer"/>
        </form>
    }
}

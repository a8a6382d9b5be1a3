//! Dialog "Envoyer le dossier": the recipient of the application form.

use common::TypeAction;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::sending::Sending;
use super::wished::WishedField;
use crate::model::wish::Wish;
use crate::pages::prospects::action_footer::ActionFooter;
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::page_state::{Dialog as PageDialog, use_page};
use crate::reactive::piece;
use crate::ui::{Dialog, DialogBody, TextField, TextKind};

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn DossierDialog() -> impl IntoView {
    let open = open_signal(use_page(), |dialog| dialog == PageDialog::Dossier);
    let busy = RwSignal::new(false);
    view! { <Dialog open title="Envoyer le dossier" busy><DossierForm open busy/></Dialog> }
}

#[component]
fn DossierForm(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let main = untrack(|| page.prospect.with(|prospect| prospect?.resume.email.clone()));
    let sending =
        Sending::new(open, busy, "dossier", "email", main.unwrap_or_default(), TypeAction::EnvoyerDossier);
    let address = sending.line();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        sending.submit(Wish::dossier(&address.typed()).map_err(ToOwned::to_owned));
    };
    let recipient = piece(move || {
        let typed = address.value.with(|address| address.trim().to_owned());
        if typed.is_empty() { "…".to_owned() } else { typed }
    });
    view! {
        <form novalidate on:submit=on_submit>
            <DialogBody>
                <p class="send-to">"Un e-mail va être envoyé à " <strong>{recipient}</strong></p>
                <TextField
                    label="Adresse e-mail"
                    kind=TextKind::Email
                    value=address.value
                    error=sending.line().error
                    hint="Modifiable pour cet envoi\u{a0}: la fiche garde ses adresses."
                    autocomplete="off"
                    required=true
                />
                <WishedField sending/>
                <p class="muted small">
                    "Une fois le dossier envoyé, le prospect passe au statut «\u{a0}En attente du dossier\u{a0}»."
                </p>
            </DialogBody>
            <ActionFooter
                open
                busy=sending.busy
                failure=sending.form.failure
                act="Envoyer le dossier"
                type_action=TypeAction::EnvoyerDossier
                draft=sending.draft
            />
        </form>
    }
}

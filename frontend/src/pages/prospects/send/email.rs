//! Dialog "Envoyer un e-mail": confirmation of an information or commercial email.

use common::{TypeAction, TypeEmail};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::sending::Sending;
use super::wished::WishedField;
use crate::model::wish::{LONGEST_MESSAGE, Wish};
use crate::pages::prospects::action_footer::ActionFooter;
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::page_state::{Dialog as PageDialog, PageState, use_page};
use crate::reactive::Signal;
use crate::ui::{Dialog, DialogBody, TextArea};

/// Returns the email type that the page requests.
fn kind(page: PageState) -> Option<TypeEmail> {
    match page.dialog.get() {
        Some(PageDialog::Email(type_email)) => Some(type_email),
        _ => None,
    }
}

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn EmailDialog() -> impl IntoView {
    let page = use_page();
    let open = open_signal(page, |dialog| matches!(dialog, PageDialog::Email(_)));
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || {
        let kind = kind(page).map_or("", TypeEmail::libelle);
        ["Envoyer un e-mail\u{a0}: ", kind].concat()
    });
    view! { <Dialog open title busy><EmailForm open busy/></Dialog> }
}

#[component]
fn EmailForm(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let type_email = untrack(|| kind(page)).unwrap_or(TypeEmail::Information);
    let form = type_email.as_str();
    let sending = Sending::new(open, busy, form, "message", String::new(), TypeAction::EnvoyerEmail);
    let message = sending.line();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        sending.submit(Wish::email(type_email, &message.typed()));
    };
    let recipient = untrack(|| page.prospect.with(|prospect| prospect?.resume.email.clone()));
    let recipient = match recipient {
        Some(address) => {
            view! { <p class="send-to">"Un e-mail va être envoyé à " <strong>{address}</strong></p> }.into_any()
        }
        None => view! {
            <p class="callout callout-warning">"Ce prospect n’a pas d’adresse e-mail\u{a0}: ajoutez-en une à sa fiche."</p>
        }
        .into_any(),
    };
    view! {
        <form novalidate on:submit=on_submit>
            <DialogBody>
                {recipient}
                <TextArea
                    label="Message"
                    value=message.value
                    error=sending.line().error
                    hint="Sans message, le texte habituel est envoyé."
                    limit=LONGEST_MESSAGE
                />
                <WishedField sending/>
            </DialogBody>
            <ActionFooter
                open
                busy=sending.busy
                failure=sending.form.failure
                act="Envoyer l’e-mail"
                type_action=TypeAction::EnvoyerEmail
                draft=sending.draft
            />
        </form>
    }
}

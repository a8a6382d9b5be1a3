//! Dialog "Nouveau prospect". A known person is completed instead, and a message says so.

use common::prospect::ProspectRecu;
use common::prospect_requests::NewProspectRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::fields::PersonFields;
use super::state::PersonState;
use crate::api;
use crate::model::person::PersonForm;
use crate::model::sharing;
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::page_state::{Dialog as PageDialog, use_page};
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::state::{Toast, Topic, draft, invalidate, use_toasts};
use crate::ui::{Dialog, DialogBody};

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn NewDialog() -> impl IntoView {
    let open = open_signal(use_page(), |dialog| dialog == PageDialog::New);
    let busy = RwSignal::new(false);
    view! { <Dialog open title="Nouveau prospect" busy><NewForm open busy/></Dialog> }
}

#[component]
fn NewForm(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let toasts = use_toasts();
    let state = PersonState::new(&PersonForm::blank());
    let draft = draft("nouveau", "", state.form.values());
    let close = closing(open);
    let adding = state.form.sending(
        |request: NewProspectRequest| api::prospects::create(&request),
        "Le prospect n’a pas été ajouté",
        move |(is_new, received): (bool, ProspectRecu)| {
            draft.end();
            let (title, message) = sharing::received(is_new, &received);
            let id = received.prospect.resume.id_prospect;
            invalidate(&Topic::Prospects);
            invalidate(&Topic::Prospect(id.clone()));
            // Opens the record, unless the form is gone.
            if close() {
                page.open(Some(id));
            }
            toasts.push(Toast { message, ..Toast::info(title) });
        },
    );
    hold_open(busy, adding.busy);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(typed) = state.checked(None) {
            adding.start(typed.creation());
        }
    };
    view! {
        <form class="person-form" novalidate on:submit=on_submit>
            <DialogBody>
                <p class="muted small">"Indiquez un nom, et au moins une adresse e-mail ou un numéro de téléphone."</p>
                <PersonFields state known=false/>
            </DialogBody>
            <FormFooter open busy=adding.busy failure=state.form.failure act="Ajouter le prospect" draft/>
        </form>
    }
}

//! Dialogs that add and delete a closure.

use common::Day;
use common::echeance::{Fermeture, NewFermetureRequest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_echeances, when_done};
use crate::api::{self, ApiError};
use crate::model::catalogue::wrong_days;
use crate::parts::confirm::{Confirm, refusal};
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::reactive::Signal;
use crate::state::{draft, mutation};
use crate::ui::{ButtonKind, DateField, Dialog, DialogBody, TextField};

/// The dialog that adds a closure.
#[component]
pub(super) fn ClosureDialog() -> impl IntoView {
    let page = use_echeances();
    let busy = RwSignal::new(false);
    view! { <Dialog open=page.closing title="Ajouter une fermeture" busy><ClosureForm busy/></Dialog> }
}

#[component]
fn ClosureForm(busy: RwSignal<bool>) -> impl IntoView {
    let page = use_echeances();
    let form = Form::new(["libelle", "dateDebut", "dateFin"]);
    let [libelle, debut, fin] = form.lines;
    let draft = draft("fermeture", "", form.values());
    let done = when_done(page.closing);
    let creating = form.sending(
        |request: NewFermetureRequest| async move { api::echeances::create_closure(&request).await },
        "La fermeture n’a pas été ajoutée",
        move |one: Fermeture| {
            draft.end();
            done("Fermeture ajoutée", one.libelle);
        },
    );
    hold_open(busy, creating.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let [libelle, debut, fin] = form.lines.map(Entry::text);
        let [wrong_first, wrong_last] = wrong_days(&debut, &fin);
        let wrong_name = libelle.is_empty().then_some("Indiquez un nom.");
        if form.check([wrong_name, wrong_first, wrong_last]) {
            let (date_debut, date_fin) = (Day::new(debut), Some(Day::new(fin)));
            creating.start(NewFermetureRequest { libelle, date_debut, date_fin });
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <TextField
                    label="Nom"
                    value=libelle.value
                    error=libelle.error
                    hint="Par exemple «\u{a0}Congés de Noël\u{a0}»."
                    autocomplete="off"
                    required=true
                />
                <div class="person-grid">
                    <DateField label="Premier jour" value=debut.value error=debut.error required=true/>
                    <DateField label="Dernier jour" value=fin.value error=fin.error required=true/>
                </div>
            </DialogBody>
            <FormFooter open=page.closing busy=creating.busy failure=form.failure act="Ajouter la fermeture" draft/>
        </form>
    }
}

/// The dialog that deletes a closure.
#[component]
pub(super) fn DeleteDialog() -> impl IntoView {
    let page = use_echeances();
    let (open, failure) = (page.deleting, RwSignal::new(None));
    let refused = refusal(failure);
    let done = when_done(open);
    let name =
        move || page.closure.with(|one| one.as_ref().map(|one| one.libelle.clone())).unwrap_or_default();
    let deleting = mutation(
        |one: Fermeture| async move {
            api::echeances::delete_closure(one.id_fermeture).await.map(|()| one.libelle)
        },
        move |result: Result<String, ApiError>| match result {
            Ok(libelle) => done("Fermeture supprimée", libelle),
            Err(error) => refused(&error),
        },
    );
    let confirm = move || {
        if let Some(one) = page.closure.get_untracked() {
            deleting.start(one);
        }
    };
    view! {
        <Confirm
            open
            title=Signal::derive(move || ["Supprimer la fermeture ", &name(), "\u{a0}?"].concat())
            act="Supprimer la fermeture"
            kind=ButtonKind::Danger
            busy=deleting.busy
            failure
            on_confirm=confirm
        >
            <p>"Les échéances sont recalculées comme si l’école était ouverte."</p>
        </Confirm>
    }
}

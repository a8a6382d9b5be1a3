//! Dialog "Créer une clé": name and scopes, then the secret.

use common::PorteeCle;
use common::cle::{CleApiCreee, NewCleApiRequest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::use_cles;
use super::secret::{Secret, hand_over};
use crate::api;
use crate::model::cles::{checked, is_checked, toggled};
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::reactive::{memo, piece};
use crate::state::{draft, use_toasts};
use crate::ui::{Dialog, DialogBody, TextField};

/// The dialog.
#[component]
pub(super) fn CreateDialog() -> impl IntoView {
    let open = use_cles().create;
    let busy = RwSignal::new(false);
    let steps = move || {
        let made = RwSignal::new(None);
        piece(move || match made.get() {
            Some(created) => view! { <Secret open created/> }.into_any(),
            None => view! { <CreateForm open busy made/> }.into_any(),
        })
    };
    view! { <Dialog open title="Créer une clé" busy>{steps()}</Dialog> }
}

#[component]
fn CreateForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    made: RwSignal<Option<CleApiCreee>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let form = Form::new(["nom", "portees"]);
    let [nom, portees] = form.lines;
    let draft = draft("cle", "", form.values());
    let creating = form.sending(
        |request: NewCleApiRequest| api::cles::create(&request),
        "La clé n’a pas été créée",
        move |created: CleApiCreee| {
            draft.end();
            hand_over(made, created, toasts);
        },
    );
    hold_open(busy, creating.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (name, scopes) = (nom.text(), checked(&portees.text()));
        let wrong = [
            name.is_empty().then_some("Indiquez le programme qui s’en servira."),
            scopes.is_empty().then_some("Cochez au moins une opération."),
        ];
        if form.check(wrong) {
            creating.start(NewCleApiRequest { nom: name, portees: scopes });
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <TextField
                    label="Nom"
                    value=nom.value
                    error=nom.error
                    hint="Le programme qui s’en servira, par exemple «\u{a0}Site de l’école\u{a0}»."
                    autocomplete="off"
                    required=true
                />
                <Scopes portees/>
            </DialogBody>
            <FormFooter open busy=creating.busy failure=form.failure act="Créer la clé" draft/>
        </form>
    }
}

/// A check box per scope.
#[component]
fn Scopes(portees: Entry) -> impl IntoView {
    let boxes = PorteeCle::ALL.iter().map(|portee| view! { <Scope portee=*portee portees/> }.into_any());
    let error = portees.error;
    let wrong = piece(move || {
        error.get().map(|text| {
            view! { <p class="field-error" id="portees-erreur" role="alert">{text}</p> }.into_any()
        })
    });
    view! {
        <fieldset
            class="field radio-field"
            class:has-error=move || error.with(Option::is_some)
            aria-describedby=move || error.with(Option::is_some).then_some("portees-erreur")
        >
            <legend class="field-label">"Ce que la clé permet"</legend>
            <div class="radio-list">{boxes.collect_view()}</div>
            {wrong}
        </fieldset>
    }
}

#[component]
fn Scope(portee: PorteeCle, portees: Entry) -> impl IntoView {
    let chosen = memo(move || portees.value.with(|text| is_checked(text, portee)));
    let toggle = move |_| portees.value.update(|text| *text = toggled(text, portee));
    view! {
        <label class="radio-item">
            <input type="checkbox" prop:checked=move || chosen.get() on:change=toggle/>
            <span class="radio-label">{portee.libelle()}</span>
        </label>
    }
}

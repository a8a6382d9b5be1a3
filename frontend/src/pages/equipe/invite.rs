//! Dialog "Inviter quelqu’un".

use common::Role;
use common::compte::{Invitation, NewUtilisateurRequest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::handover::{Handover, hand_over};
use super::page_state::use_equipe;
use crate::api;
use crate::model::account::rights;
use crate::model::email::looks_like_email;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::Form;
use crate::reactive::{Signal, piece};
use crate::state::{Topic, draft, invalidate, use_toasts};
use crate::ui::{Dialog, DialogBody, RadioList, RadioOption, TextField, TextKind};

/// The dialog: the form, then the link.
#[component]
pub(super) fn InviteDialog() -> impl IntoView {
    let open = use_equipe().invite;
    let busy = RwSignal::new(false);
    let steps = move || {
        let made = RwSignal::new(None);
        piece(move || match made.get() {
            Some(invitation) => view! { <Handover open invitation/> }.into_any(),
            None => view! { <InviteForm open busy made/> }.into_any(),
        })
    };
    view! { <Dialog open title="Inviter quelqu’un" busy>{steps()}</Dialog> }
}

#[component]
fn InviteForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    made: RwSignal<Option<Invitation>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let form = Form::new(["prenom", "nom", "email"]);
    let [prenom, nom, email] = form.lines;
    let draft = draft("invitation", "", form.values());
    let role = RwSignal::new(Role::Admin.as_str().to_owned());
    let inviting = form.sending(
        |request: NewUtilisateurRequest| async move {
            let answer = api::utilisateurs::invite(&request).await;
            if answer.is_err() {
                // The response may be lost although the invitation was created.
                invalidate(&Topic::Utilisateurs);
            }
            answer
        },
        "L’invitation n’a pas été faite",
        move |invitation: Invitation| {
            draft.end();
            hand_over(made, invitation, toasts);
        },
    );
    hold_open(busy, inviting.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let missing = |text: &str, wrong: &'static str| text.is_empty().then_some(wrong);
        let no_address = (!looks_like_email(&email.text())).then_some("Ce n’est pas une adresse e-mail.");
        let wrong = [
            missing(&prenom.text(), "Indiquez un prénom."),
            missing(&nom.text(), "Indiquez un nom."),
            no_address,
        ];
        let chosen = role.with_untracked(|word| word.parse().ok());
        if let Some(role) = chosen.filter(|_| form.check(wrong)) {
            let (prenom, nom, email) = (prenom.text(), nom.text(), email.text());
            inviting.start(NewUtilisateurRequest { email, nom, prenom, role });
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <div class="person-grid">
                    <TextField label="Prénom" value=prenom.value error=prenom.error autocomplete="off" required=true/>
                    <TextField label="Nom" value=nom.value error=nom.error autocomplete="off" required=true/>
                </div>
                <TextField
                    label="Adresse e-mail"
                    kind=TextKind::Email
                    value=email.value
                    error=email.error
                    hint="Elle servira à se connecter."
                    autocomplete="off"
                    required=true
                />
                <RadioList legend="Rôle" value=role options=Signal::stored(roles())/>
            </DialogBody>
            <FormFooter open busy=inviting.busy failure=form.failure act="Créer l’invitation" draft/>
        </form>
    }
}

/// Returns the choices of a role.
pub(super) fn roles() -> Vec<RadioOption> {
    let choice = |role: &Role| RadioOption::new(role.as_str(), role.libelle()).detail(rights(*role));
    Role::ALL.iter().map(choice).collect()
}

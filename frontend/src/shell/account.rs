//! Dialogs of one's own account: change the password, log out everywhere.

use common::compte::ChangePasswordRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::dialogs::ShellDialogs;
use crate::api::{self, ApiError};
use crate::model::password;
use crate::parts::confirm::Confirm;
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::parts::form_parts::{Password, PasswordField};
use crate::state::{Toast, mutation, use_auth_session, use_toasts};
use crate::ui::{Dialog, DialogBody};

/// The dialogs; each opens on request of the shell.
#[component]
pub(super) fn AccountDialogs() -> impl IntoView {
    let dialogs = expect_context::<ShellDialogs>();
    let busy = RwSignal::new(false);
    view! {
        <Dialog open=dialogs.password title="Changer mon mot de passe" busy>
            <PasswordForm open=dialogs.password busy/>
        </Dialog>
        <LeaveEverywhere open=dialogs.everywhere/>
    }
}

#[component]
fn PasswordForm(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let (session, toasts) = (use_auth_session(), use_toasts());
    let form = Form::new(["motDePasseActuel", "nouveauMotDePasse", "confirmation"]);
    let [present, new, again] = form.lines;
    let close = closing(open);
    let changing = form.sending(
        move |request: ChangePasswordRequest| async move {
            let answer = api::auth::change_password(&request).await;
            if answer.as_ref().is_err_and(|error| error.status() == Some(401)) {
                session.ended();
            }
            answer
        },
        "Le mot de passe n’a pas été changé",
        move |()| {
            close();
            toasts.push(
                Toast::info("Mot de passe changé")
                    .message("Vos sessions sur d’autres appareils sont terminées."),
            );
        },
    );
    hold_open(busy, changing.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (actuel, nouveau) = (present.typed(), new.typed());
        let missing = actuel.is_empty().then_some("Saisissez votre mot de passe actuel.");
        let differs = (again.typed() != nouveau).then_some("Ce n’est pas le même mot de passe.");
        if form.check([missing, password::fault(&nouveau), differs]) {
            changing
                .start(ChangePasswordRequest { mot_de_passe_actuel: actuel, nouveau_mot_de_passe: nouveau });
        }
    };
    let email = untrack(|| session.user()).map(|user| user.email);
    view! {
        <form novalidate on:submit=submit>
            // Hidden, for password managers, which need the account's address.
            <input type="text" name="username" autocomplete="username" value=email readonly hidden/>
            <DialogBody>
                <PasswordField label="Mot de passe actuel" which=Password::Present entry=present/>
                <PasswordField label="Nouveau mot de passe" which=Password::New entry=new/>
                <PasswordField label="Nouveau mot de passe, encore une fois" which=Password::Again entry=again/>
            </DialogBody>
            <FormFooter open busy=changing.busy failure=form.failure act="Changer le mot de passe"/>
        </form>
    }
}

#[component]
fn LeaveEverywhere(open: RwSignal<bool>) -> impl IntoView {
    let session = use_auth_session();
    let failure = RwSignal::new(None);
    let leaving = mutation(
        |()| api::auth::logout_everywhere(),
        move |result: Result<(), ApiError>| match result {
            Ok(()) => session.left(),
            // The session had already ended.
            Err(error) if error.status() == Some(401) => session.left(),
            Err(error) => {
                let _ = failure.try_set(Some(error.message()));
            }
        },
    );
    view! {
        <Confirm
            open
            title="Se déconnecter partout\u{a0}?"
            act="Se déconnecter partout"
            busy=leaving.busy
            failure
            on_confirm=move || leaving.start(())
        >
            <p>
                "Toutes vos sessions se terminent, sur tous vos appareils, celle-ci comprise. Il faudra vous reconnecter\u{a0}: \
                 votre mot de passe ne change pas."
            </p>
        </Confirm>
    }
}

//! Login dialog above a page whose session has ended; the page below keeps its state.

use leptos::prelude::*;

use crate::parts::login_form::LoginForm;
use crate::reactive::effect;
use crate::state::use_auth_session;
use crate::ui::{Button, ButtonKind, Dialog, DialogBody};

/// The dialog. It closes after a login, here or in another tab; its last button leaves the page instead.
#[component]
pub(super) fn LoginAgain() -> impl IntoView {
    let session = use_auth_session();
    let open = RwSignal::new(false);
    effect(move || open.set(session.has_ended()));
    view! {
        <Dialog open title="Votre session est terminée" covers=true>
            <LoginAgainForm/>
        </Dialog>
    }
}

#[component]
fn LoginAgainForm() -> impl IntoView {
    let session = use_auth_session();
    let owner = untrack(|| session.user());
    let name = owner.as_ref().map(common::auth::Utilisateur::nom_complet).unwrap_or_default();
    let email = owner.map(|owner| owner.email).unwrap_or_default();
    view! {
        <DialogBody>
            <p>
                "Reconnectez-vous\u{a0}: la page vous attend, avec ce que vous étiez en train de saisir. Si quelqu’un d’autre \
                 que " <strong>{name}</strong> " se connecte, la saisie est effacée."
            </p>
            <LoginForm email>
                <Button kind=ButtonKind::Ghost on_press=move || session.left()>"Abandonner la saisie et quitter"</Button>
            </LoginForm>
        </DialogBody>
    }
}

//! Dialog "Nouveau lien": another invitation, after a lost link or a forgotten password.

use common::compte::Invitation;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::handover::{Handover, hand_over};
use super::page_state::use_equipe;
use crate::api;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::Form;
use crate::reactive::{Signal, piece};
use crate::state::use_toasts;
use crate::ui::{Dialog, DialogBody};

/// The dialog: explanation, then the link.
#[component]
pub(super) fn LinkDialog() -> impl IntoView {
    let page = use_equipe();
    let open = page.link;
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || ["Nouveau lien pour ", &page.name()].concat());
    let steps = move || {
        let made = RwSignal::new(None);
        piece(move || match made.get() {
            Some(invitation) => view! { <Handover open invitation/> }.into_any(),
            None => view! { <LinkForm open busy made/> }.into_any(),
        })
    };
    view! { <Dialog open title busy>{steps()}</Dialog> }
}

#[component]
fn LinkForm(open: RwSignal<bool>, busy: RwSignal<bool>, made: RwSignal<Option<Invitation>>) -> impl IntoView {
    let (page, toasts) = (use_equipe(), use_toasts());
    let form = Form::new([]);
    let whom = untrack(|| page.whom());
    let has_password = whom.as_ref().is_some_and(|one| one.mot_de_passe_defini);
    let id = whom.map(|one| one.id_utilisateur);
    let inviting = form.sending(
        api::utilisateurs::invite_again,
        "Le lien n’a pas été créé",
        move |invitation: Invitation| hand_over(made, invitation, toasts),
    );
    hold_open(busy, inviting.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(id) = id {
            inviting.start(id);
        }
    };
    let meaning = if has_password {
        "Pour qui a oublié son mot de passe\u{a0}: le lien permet d’en choisir un autre, ce qui termine les sessions ouvertes. \
         Jusque-là, le mot de passe actuel reste valable."
    } else {
        "Cette personne n’a pas encore choisi de mot de passe."
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody><p>{meaning} " S’il y a déjà un lien, il ne servira plus."</p></DialogBody>
            <FormFooter open busy=inviting.busy failure=form.failure act="Créer le lien"/>
        </form>
    }
}

//! Shows the link of an invitation, which is displayed only once.

use common::compte::Invitation;
use leptos::prelude::*;

use super::page_state::name;
use crate::parts::focus;
use crate::reactive::Signal;
use crate::state::toasts::Toasts;
use crate::state::{Toast, Topic, invalidate};
use crate::ui::time::format_exact;
use crate::ui::{Button, CopyField, DialogBody, DialogFooter, Icon, IconView};

/// Passes the invitation to the dialog. If the dialog is closed, a toast tells that the link was not shown.
pub(super) fn hand_over(made: RwSignal<Option<Invitation>>, invitation: Invitation, toasts: Toasts) {
    invalidate(&Topic::Utilisateurs);
    if made.try_set(Some(invitation)).is_some() {
        let again = "Faites un «\u{a0}Nouveau lien\u{a0}» pour cette personne, dans Équipe.";
        toasts.push(Toast::error("Le lien n’a pas pu être affiché").message(again));
    }
}

/// The link, with instructions.
#[component]
pub(super) fn Handover(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// The invitation.
    invitation: Invitation,
) -> impl IntoView {
    // The form disappeared with its focused button.
    focus::move_later("dialog[open] .copy-field button", 0);
    let (who, until) = (name(&invitation.utilisateur), format_exact(&invitation.date_expiration));
    view! {
        <DialogBody>
            <p>
                "Remettez ce lien à " <strong>{who}</strong> " vous-même\u{a0}: aucun e-mail n’est envoyé. Il ouvre la page où \
                 cette personne choisit son mot de passe."
            </p>
            <CopyField text=Signal::stored(invitation.lien) label="Lien d’invitation" act="Copier le lien"/>
            <p class="callout callout-warning">
                <IconView icon=Icon::Warning/>
                <span class="callout-text">
                    "Il ne sera plus affiché, et sert une seule fois, jusqu’au " {until} ". Qui l’a peut choisir le mot de passe\u{a0}: \
                     ne le donnez à personne d’autre. S’il se perd, faites un nouveau lien."
                </span>
            </p>
        </DialogBody>
        <DialogFooter>
            <Button on_press=move || open.set(false)>"J’ai copié le lien"</Button>
        </DialogFooter>
    }
}

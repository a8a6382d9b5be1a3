//! Shows the secret of a new key, which is displayed only once.

use common::cle::CleApiCreee;
use leptos::prelude::*;

use crate::parts::focus;
use crate::reactive::Signal;
use crate::state::toasts::Toasts;
use crate::state::{Toast, Topic, invalidate};
use crate::ui::{Button, CopyField, DialogBody, DialogFooter, Icon, IconView};

/// Passes the key to the dialog. If the dialog is closed, a toast tells that the secret was not shown.
pub(super) fn hand_over(made: RwSignal<Option<CleApiCreee>>, created: CleApiCreee, toasts: Toasts) {
    invalidate(&Topic::Cles);
    if let Some(Some(unseen)) = made.try_set(Some(created)) {
        let again =
            ["Révoquez la clé «\u{a0}", &unseen.cle.nom, "\u{a0}» dans Équipe, et créez-en une autre."];
        toasts.push(Toast::error("La clé n’a pas pu être affichée").message(again.concat()));
    }
}

/// The secret, with instructions.
#[component]
pub(super) fn Secret(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// The new key.
    created: CleApiCreee,
) -> impl IntoView {
    // The form disappeared with its focused button.
    focus::move_later("dialog[open] .copy-field button", 0);
    view! {
        <DialogBody>
            <p>
                "Donnez cette clé au programme «\u{a0}" <strong>{created.cle.nom}</strong>
                "\u{a0}»\u{a0}: il l’envoie dans l’en-tête " <code>"X-API-Key"</code> "."
            </p>
            <CopyField text=Signal::stored(created.secret) label="Clé d’accès" act="Copier la clé"/>
            <p class="callout callout-warning">
                <IconView icon=Icon::Warning/>
                <span class="callout-text">
                    "Elle ne sera plus affichée. Gardez-la sur un serveur, jamais dans une page ni dans un e-mail. Si elle se perd, \
                     révoquez-la et créez-en une autre."
                </span>
            </p>
        </DialogBody>
        <DialogFooter>
            <Button on_press=move || open.set(false)>"J’ai copié la clé"</Button>
        </DialogFooter>
    }
}

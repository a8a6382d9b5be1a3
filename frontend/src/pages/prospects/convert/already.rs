//! The prospect is a candidate already: its number, and the way to it.

use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, DialogBody, DialogFooter, Icon, LinkButton};

/// The state, without any form.
#[component]
pub(super) fn AlreadyCandidate(
    /// The candidate.
    id_candidat: i64,
    /// Its file number.
    numero_dossier: String,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    view! {
        <DialogBody>
            <p class="callout callout-info" role="status">
                <span class="callout-text">
                    "Ce prospect est déjà candidat, dossier " <strong class="num">{numero_dossier}</strong> "."
                </span>
            </p>
        </DialogBody>
        <DialogFooter>
            <Button on_press=close>"Fermer"</Button>
            <LinkButton href=paths::candidat(id_candidat) icon=Icon::Candidates>"Voir le candidat"</LinkButton>
        </DialogFooter>
    }
}

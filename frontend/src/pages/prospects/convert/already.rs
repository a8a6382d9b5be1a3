//! State of the dialog when the prospect is already a candidate.

use common::IdCandidat;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, DialogBody, DialogFooter, Icon, LinkButton};

/// The file number and a link to the candidate.
#[component]
pub(super) fn AlreadyCandidate(
    /// Identifier of the candidate.
    id_candidat: IdCandidat,
    /// File number of the candidate.
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

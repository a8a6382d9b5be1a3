//! State "Bloqué": a conversion is running; shows its author, its start and its live step.

use leptos::prelude::*;

use super::phase::Conversion;
use crate::pages::prospects::panel::RunningAction;
use crate::reactive::{memo, piece};
use crate::state::use_live_actions;
use crate::ui::{Button, DialogBody, DialogFooter};

/// The state, without a form.
#[component]
pub(super) fn Blocked(
    /// State of the dialog.
    conversion: Conversion,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let live = use_live_actions();
    let action = memo(move || {
        let known = conversion.status.with(|status| status?.action.clone())?;
        let told = live
            .of(&known.id_prospect)
            .into_iter()
            .find(|action| action.id_conversion == known.id_conversion);
        Some(told.unwrap_or(known))
    });
    let asked_by =
        piece(move || action.with(|action| action.as_ref().map(|action| action.demande_par.clone())));
    view! {
        <DialogBody>
            <p class="callout callout-info" role="status">
                <span class="callout-text">
                    "Une conversion est déjà en cours, demandée par " <strong>{asked_by}</strong>
                    ". Il n’y a rien à saisir\u{a0}: son résultat arrivera par les notifications."
                </span>
            </p>
            <RunningAction action/>
        </DialogBody>
        <DialogFooter>
            <Button on_press=close>"Fermer"</Button>
        </DialogFooter>
    }
}

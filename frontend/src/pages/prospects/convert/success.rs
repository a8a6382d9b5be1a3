//! State "Succès": the request was accepted; the dialog announces that it closes itself.

use std::time::Duration;

use leptos::prelude::*;

use crate::model::format;
use crate::parts::focus;
use crate::reactive::{effect_after, piece};
use crate::state::use_live_actions;
use crate::ui::{Button, ButtonKind, DialogBody, DialogFooter, Icon, IconView};

/// Seconds before the dialog closes itself.
const CLOSES_AFTER: i64 = 3;

/// The state.
#[component]
pub(super) fn Success(
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let left = RwSignal::new(CLOSES_AFTER);
    let tick = move || {
        left.update(|left| *left -= 1);
        if left.get_untracked() <= 0 {
            close.run(());
        }
    };
    let timer = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    // Ctrl+Z also works here.
    let live = use_live_actions();
    effect_after(move |before: Option<u32>| {
        let undos = live.undos();
        if before.is_some_and(|before| before != undos) {
            close.run(());
        }
        undos
    });
    // The pressed button disappeared with the form.
    focus::move_later("dialog[open] .convert-close button", 0);
    let seconds = piece(move || format::count(left.get().max(0), "seconde", "secondes"));
    view! {
        <DialogBody>
            <div class="convert-success">
                <IconView icon=Icon::CheckCircle/>
                <p role="status"><strong>"Demande envoyée."</strong>" Vous serez averti par les notifications."</p>
                <p class="muted small">
                    "Cette fenêtre se ferme dans " {seconds} "."
                </p>
            </div>
        </DialogBody>
        <DialogFooter>
            <div class="convert-close"><Button kind=ButtonKind::Primary on_press=close>"Fermer"</Button></div>
        </DialogFooter>
    }
}

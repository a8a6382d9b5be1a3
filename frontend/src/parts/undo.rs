//! Undo of an action whose call has not left: the button "Annuler" with the time left, and Ctrl+Z.

use common::{Action, TypeAction};
use leptos::prelude::*;

use super::focus;
use crate::api::{self, ApiError};
use crate::clock::use_seconds;
use crate::model::announced::Subject;
use crate::model::undo::Left;
use crate::reactive::{Memo, Show, Signal, memo, piece};
use crate::state::live_actions::LiveActions;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_live_actions, use_toasts};
use crate::ui::Button;
use crate::ui::time::{between_ms, since_ms};

/// Returns the time left to undo an action, at the time `now` in milliseconds since 1970.
pub(crate) fn time_left(live: LiveActions, action: &Action, now: f64) -> Option<Left> {
    let grace = between_ms(&action.date_debut, action.annulable_jusqua.as_ref()?);
    Left::of(action, grace, since_ms(live.seen_at(action.id_conversion), now))
}

/// The button, with the time left; nothing once the call has left. The time is hidden from screen readers, which would
/// read every second of it.
#[component]
pub(crate) fn UndoButton(
    /// The current action.
    action: Memo<Option<Action>>,
) -> impl IntoView {
    let (live, now, undo) = (use_live_actions(), use_seconds(), use_undo());
    let left = memo(move || action.with(|action| time_left(live, action.as_ref()?, now.get())));
    let there = memo(move || left.with(Option::is_some));
    let label = Signal::derive(move || {
        action.with(|action| {
            let name = action.as_ref().map(|action| action.type_action.libelle()).unwrap_or_default();
            ["Annuler\u{a0}: ", name].concat()
        })
    });
    let press = Callback::new(move |()| {
        if let Some(action) = action.get_untracked() {
            undo.start(action);
        }
    });
    view! {
        <Show when=there>
            // The button may have the focus when its time ends.
            {on_cleanup(|| focus::recover(&[(focus::PANEL_TITLE, 0), (focus::ROW_LINK, 0), (focus::PAGE, 0)]))}
            <span class="undo">
                <span class="num small muted" aria-hidden="true">
                    {piece(move || left.get().map(Left::text))}
                </span>
                <Button small=true busy=undo.busy label on_press=press>"Annuler"</Button>
            </span>
        </Show>
    }
}

/// Creates the request. The record is as before once it is answered; a refusal says that the call had left.
pub(crate) fn use_undo() -> Mutation<Action> {
    let (toasts, live) = (use_toasts(), use_live_actions());
    mutation(
        move |action: Action| async move { Ok((api::actions::undo(action.id_conversion).await, action)) },
        move |answer: Result<(Result<Action, ApiError>, Action), ApiError>| match answer {
            Ok((Ok(undone), _)) => {
                let told = Toast::info("Action annulée\u{a0}: rien n’est parti")
                    .message(undone.type_action.libelle())
                    .about(Some(Subject::of(&undone)));
                toasts.push(told);
                let type_action = undone.type_action;
                live.undone(undone);
                return_focus(type_action);
            }
            Ok((Err(error), action)) => {
                toasts.push(Toast::error("L’action n’a pas été annulée").message(error.message()));
                invalidate(&Topic::Prospect(action.id_prospect));
            }
            Err(_) => {}
        },
    )
}

/// Gives the focus of the undo's button back to the button that had asked for the action, or else to the page.
fn return_focus(type_action: TypeAction) {
    let button = match type_action {
        TypeAction::ConvertirCandidat => ".panel [data-action=CONVERTIR_CANDIDAT] button",
        TypeAction::EnvoyerDossier => ".panel [data-action=ENVOYER_DOSSIER] button",
        TypeAction::GenererDevis => ".panel [data-action=GENERER_DEVIS] button",
        TypeAction::EnvoyerEmail => ".panel [data-action=ENVOYER_EMAIL] button",
    };
    focus::leave(".undo", vec![(button, 0), (focus::PANEL_TITLE, 0), (focus::ROW_LINK, 0)]);
}

/// Undoes the last action that this person asked for in this tab, if its call has not left. Returns true when there is
/// one.
pub(crate) fn undo_last(live: LiveActions, undo: Mutation<Action>) -> bool {
    let now = js_sys::Date::now();
    let Some(action) = live.last_asked(|action| time_left(live, action, now).is_some()) else { return false };
    undo.start(action);
    true
}

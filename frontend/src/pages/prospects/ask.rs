//! What a click on the button of an action does: one map, so that an action is added in one place.

use common::TypeAction;
use common::prospect::ActionPossible;
use leptos::prelude::*;

use super::page_state::PageState;

/// A dialog of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialog {
    /// Convert the open record into a candidate.
    Convert,
    /// The emails exchanged with the open record.
    Emails,
}

/// Opens the dialog of an action when its button is live.
pub(super) fn press(page: PageState, type_action: TypeAction) {
    let live = untrack(|| {
        page.prospect.with(|prospect| {
            prospect
                .is_some_and(|prospect| disabled_reason(type_action, &prospect.actions_possibles).is_none())
        })
    });
    if live {
        page.dialog.set(dialog(type_action));
    }
}

/// The signal that opens one dialog, in step with the page's only one: asking for a dialog opens it, closing it tells
/// the page.
pub(super) fn open_signal(page: PageState, dialog: Dialog) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(page.dialog.get() == Some(dialog)));
    Effect::new(move || {
        if !open.get() && page.dialog.get_untracked() == Some(dialog) {
            page.dialog.set(None);
        }
    });
    open
}

/// The dialog that asks an action; `None` while this page cannot ask it.
pub(super) const fn dialog(type_action: TypeAction) -> Option<Dialog> {
    match type_action {
        TypeAction::ConvertirCandidat => Some(Dialog::Convert),
        TypeAction::EnvoyerDossier | TypeAction::GenererDevis | TypeAction::EnvoyerEmail => None,
    }
}

/// Why the button of an action is not live: the server's reason first; `None` when it is live.
pub(super) fn disabled_reason(type_action: TypeAction, possible: &[ActionPossible]) -> Option<String> {
    const UNKNOWN: &str = "Cette action n’est pas proposée pour ce prospect.";
    let Some(possible) = possible.iter().find(|possible| possible.type_action == type_action) else {
        return Some(UNKNOWN.to_owned());
    };
    if possible.active && dialog(type_action).is_some() {
        return None;
    }
    Some(possible.motif.clone().unwrap_or_else(|| UNKNOWN.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn possible(type_action: TypeAction, active: bool, motif: Option<&str>) -> ActionPossible {
        ActionPossible { type_action, active, motif: motif.map(ToOwned::to_owned) }
    }

    #[test]
    fn a_button_is_live_when_the_server_says_so_and_the_page_can_ask_it() {
        let convert = TypeAction::ConvertirCandidat;
        assert_eq!(disabled_reason(convert, &[possible(convert, true, None)]), None);
        let refused = [possible(convert, false, Some("Déjà candidat."))];
        assert_eq!(disabled_reason(convert, &refused).as_deref(), Some("Déjà candidat."));
    }

    #[test]
    fn a_button_that_is_not_live_always_has_a_reason() {
        for type_action in TypeAction::ALL {
            assert!(disabled_reason(*type_action, &[]).is_some());
            assert!(disabled_reason(*type_action, &[possible(*type_action, false, None)]).is_some());
        }
    }
}

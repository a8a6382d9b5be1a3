//! Maps each action's button to its effect, so that a new action is added in one place.

use common::action::SendEmailRequest;
use common::prospect::ActionPossible;
use common::{StatutProspect, TypeAction, TypeEmail};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::page_state::{Dialog, PageState};
use crate::model::wish::Wish;
use crate::parts::asking::Asking;
use crate::parts::focus;
use crate::reactive::effect;

/// The button of the menu of emails, while it is closed.
const EMAIL_MENU: &str = ".panel-acts [aria-haspopup='menu'][aria-expanded='false']";
/// The badge that opens the menu of statuts, while it is closed.
const STATUT_MENU: &str = ".panel-statut [aria-haspopup='menu'][aria-expanded='false']";

/// The next touch, which opens its menu, while it is closed.
const TOUCH_MENU: &str = ".touch-menu [aria-haspopup='menu'][aria-expanded='false']";
/// The owner, which opens the menu of owners, while it is closed.
const OWNER_MENU: &str = ".owner-menu [aria-haspopup='menu'][aria-expanded='false']";

/// Runs the effect of an action's button, if it is enabled.
pub(super) fn press(page: PageState, type_action: TypeAction) {
    if !is_live(page, type_action) {
        return;
    }
    match type_action {
        TypeAction::ConvertirCandidat => page.dialog.set(Some(Dialog::Convert)),
        TypeAction::EnvoyerDossier => page.dialog.set(Some(Dialog::Dossier)),
        TypeAction::GenererDevis => start(page, page.devis, Wish::Devis),
        TypeAction::EnvoyerEmail => open_menu(EMAIL_MENU),
    }
}

/// Does what [`press`] does for a key. A disabled button gets the focus, which shows its reason.
pub(super) fn press_by_key(page: PageState, type_action: TypeAction) {
    if is_live(page, type_action) {
        press(page, type_action);
    } else {
        focus::move_to(&[".panel [data-action=", type_action.as_str(), "] button"].concat(), 0);
    }
}

/// Writes to the open record. A reminder is sent at once, unless the person is on the opposition list; other emails
/// need a confirmation.
pub(super) fn write(page: PageState, type_email: TypeEmail) {
    if !is_live(page, TypeAction::EnvoyerEmail) {
        return;
    }
    if type_email == TypeEmail::Relance && !needs_wish(page, TypeAction::EnvoyerEmail) {
        let wish = SendEmailRequest {
            type_email,
            message: None,
            demande_de_la_personne: None,
            delai_annulation_s: None,
        };
        start(page, page.reminder, Wish::Email(wish));
    } else {
        page.dialog.set(Some(Dialog::Email(type_email)));
    }
}

fn start(page: PageState, asking: RwSignal<Option<Asking>>, wish: Wish) {
    if let (Some(id), Some(asking)) = (untrack(|| page.open_id()), asking.get_untracked()) {
        asking.start((id, wish));
    }
}

/// Opens the menu of the next touch in the panel.
pub(super) fn open_touch_menu() {
    open_menu(TOUCH_MENU);
}

/// Opens the menu of owners in the panel.
pub(super) fn open_owner_menu() {
    open_menu(OWNER_MENU);
}

/// Opens the menu of statuts in the panel.
pub(super) fn open_statut_menu() {
    open_menu(STATUT_MENU);
}

/// Returns the reason why the statut of the open record stays (tracked); `None` when it can change.
pub(super) fn fixed_statut(page: PageState) -> Option<&'static str> {
    let anonymised =
        page.prospect.with(|prospect| prospect.is_some_and(|whole| whole.date_anonymisation.is_some()));
    let candidate = page.resume().is_some_and(|row| row.statut_prospect == StatutProspect::Candidat);
    if anonymised {
        Some("Cette personne a été anonymisée.")
    } else {
        candidate.then_some("Un candidat le reste.")
    }
}

/// Opens a menu of the panel, as a press on its button does.
fn open_menu(closed: &str) {
    let trigger = document().query_selector(closed).ok().flatten();
    if let Some(trigger) = trigger.and_then(|trigger| trigger.dyn_into::<HtmlElement>().ok()) {
        trigger.click();
    }
}

fn is_live(page: PageState, type_action: TypeAction) -> bool {
    untrack(|| {
        page.prospect.with(|prospect| {
            prospect
                .is_some_and(|prospect| disabled_reason(type_action, &prospect.actions_possibles).is_none())
        })
    })
}

/// Returns true when the person is on the opposition list and must have asked for the action.
pub(super) fn needs_wish(page: PageState, type_action: TypeAction) -> bool {
    let needs = |one: &ActionPossible| one.type_action == type_action && one.demande_requise;
    untrack(|| {
        page.prospect.with(|prospect| prospect.is_some_and(|whole| whole.actions_possibles.iter().any(needs)))
    })
}

/// Returns the open signal of one dialog, synchronised with the page's current dialog in both directions.
pub(super) fn open_signal(page: PageState, mine: fn(Dialog) -> bool) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    effect(move || open.set(page.dialog.get().is_some_and(mine)));
    effect(move || {
        if !open.get() && page.dialog.get_untracked().is_some_and(mine) {
            page.dialog.set(None);
        }
    });
    open
}

/// Returns the server's reason why a button is disabled; `None` when it is enabled, also if it first asks how the
/// person asked for contact.
pub(super) fn disabled_reason(type_action: TypeAction, possible: &[ActionPossible]) -> Option<String> {
    const UNKNOWN: &str = "Cette action n’est pas proposée pour ce prospect.";
    match possible.iter().find(|possible| possible.type_action == type_action) {
        Some(possible) if possible.active || possible.demande_requise => None,
        Some(ActionPossible { motif: Some(motif), .. }) => Some(motif.clone()),
        _ => Some(UNKNOWN.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn possible(type_action: TypeAction, active: bool, motif: Option<&str>) -> ActionPossible {
        let motif = motif.map(ToOwned::to_owned);
        ActionPossible { type_action, active, motif, demande_requise: false }
    }

    #[test]
    fn the_button_of_an_opposed_person_leads_to_the_dialog_that_asks_how_they_asked() {
        let email = TypeAction::EnvoyerEmail;
        let opposed = ActionPossible { demande_requise: true, ..possible(email, false, Some("Opposition.")) };
        assert_eq!(disabled_reason(email, &[opposed]), None);
    }

    #[test]
    fn a_button_is_live_when_the_server_says_so() {
        for type_action in TypeAction::ALL {
            assert_eq!(disabled_reason(*type_action, &[possible(*type_action, true, None)]), None);
        }
        let convert = TypeAction::ConvertirCandidat;
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

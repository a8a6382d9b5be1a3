//! Keys of the page. They are inactive while a person types or a dialog is open.

use common::TypeAction;
use leptos::prelude::{Set as _, untrack};

use super::ask;
use super::page_state::{Dialog, PageState};
use crate::parts::rows::use_row_keys;
use crate::state::{Shortcut, Toast, use_shortcut, use_toasts};

const GROUP: &str = "Prospects";

/// Registers the keys while the page is shown.
pub(super) fn install(page: PageState) {
    use_row_keys(GROUP, move |direction| page.walk(direction));
    use_shortcut(Shortcut::new("Escape", "Fermer le prospect ouvert").group(GROUP), move || page.close());
    use_shortcut(Shortcut::new("c", "Convertir le prospect ouvert").group(GROUP), move || {
        ask::press_by_key(page, TypeAction::ConvertirCandidat);
    });
    use_shortcut(Shortcut::new("e", "Écrire au prospect ouvert").group(GROUP), move || {
        ask::press_by_key(page, TypeAction::EnvoyerEmail);
    });
    let toasts = use_toasts();
    use_shortcut(Shortcut::new("s", "Changer le statut du prospect ouvert").group(GROUP), move || {
        match untrack(|| ask::fixed_statut(page)) {
            Some(reason) => toasts.push(Toast::info("Le statut ne change plus").message(reason)),
            None => ask::open_statut_menu(),
        }
    });
    use_shortcut(Shortcut::new("n", "Ajouter un prospect").group(GROUP), move || {
        page.dialog.set(Some(Dialog::New));
    });
}

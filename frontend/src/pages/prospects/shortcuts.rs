//! Keys of the page. They are inactive while a person types or a dialog is open.

use leptos::prelude::{Set as _, untrack};

use super::page_state::{Dialog, PageState};
use super::picking;
use super::record_keys::{self, GROUP};
use super::walk;
use crate::parts::rows::use_row_keys;
use crate::state::{Shortcut, use_shortcut};

/// Registers the keys while the page is shown.
pub(super) fn install(page: PageState) {
    use_row_keys(GROUP, move |direction| walk::by_key(page, direction));
    use_shortcut(
        Shortcut::new("Escape", "Fermer le prospect ouvert, puis tout désélectionner").group(GROUP),
        move || {
            if untrack(|| page.open_id()).is_some() || !picking::clear(page) {
                page.close();
            }
        },
    );
    if picking::is_offered(page) {
        use_shortcut(Shortcut::new("x", "Sélectionner la ligne").group(GROUP), move || {
            picking::press_by_key(page, false);
        });
        use_shortcut(Shortcut::new("X", "Sélectionner jusqu’à la ligne").group(GROUP), move || {
            picking::press_by_key(page, true);
        });
    }
    record_keys::install(page);
    use_shortcut(Shortcut::new("n", "Ajouter un prospect").group(GROUP), move || {
        page.dialog.set(Some(Dialog::New));
    });
}

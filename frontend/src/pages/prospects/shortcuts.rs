//! Keys of the page. They are inactive while a person types or a dialog is open.

use common::TypeAction;
use leptos::prelude::{Set as _, untrack};

use super::ask;
use super::follow;
use super::page_state::{Dialog, PageState};
use super::picking;
use crate::parts::rows::use_row_keys;
use crate::state::{Shortcut, Toast, use_shortcut, use_toasts};

const GROUP: &str = "Prospects";
const FOLLOW: &str = "Relances";

/// Registers the keys while the page is shown.
pub(super) fn install(page: PageState) {
    use_row_keys(GROUP, move |direction| page.walk(direction));
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
            None => follow::soon(page, |_| ask::open_statut_menu()),
        }
    });
    follow_keys(page);
    use_shortcut(Shortcut::new("n", "Ajouter un prospect").group(GROUP), move || {
        page.dialog.set(Some(Dialog::New));
    });
}

/// Registers the keys of the next touch and of the owner of the open record.
fn follow_keys(page: PageState) {
    let toasts = use_toasts();
    let key = move |key, label, refused: fn(PageState) -> Option<&'static str>, run: fn(PageState)| {
        use_shortcut(Shortcut::new(key, label).group(FOLLOW), move || match untrack(|| refused(page)) {
            Some(reason) => toasts.push(Toast::info("Pas de relance").message(reason)),
            None => follow::soon(page, run),
        });
    };
    let done = follow::nothing_done;
    key("f", "Relance faite", done, |page| follow::finish(page, None));
    key("3", "Relance faite, la suivante dans 3 jours", done, |page| follow::finish(page, Some(3)));
    key("7", "Relance faite, la suivante dans une semaine", done, |page| follow::finish(page, Some(7)));
    key("d", "Relance faite, la suivante à une date", done, |page| follow::ask_day(page, true));
    key("r", "Changer la relance", follow::fixed, |_| ask::open_touch_menu());
    use_shortcut(Shortcut::new("a", "Changer le responsable").group(FOLLOW), move || {
        follow::soon(page, |_| ask::open_owner_menu());
    });
}

//! The keys of the page. The registry keeps them quiet while somebody types or a dialog is open.

use common::TypeAction;

use super::ask;
use super::focus;
use super::list::ROW_LINK;
use super::page_state::PageState;
use crate::state::{Shortcut, use_shortcut};

const GROUP: &str = "Prospects";

/// Installs the keys while the page lives.
pub(super) fn install(page: PageState) {
    use_shortcut(Shortcut::new("j", "Ligne suivante").also("ArrowDown").group(GROUP), || move_row(1));
    use_shortcut(Shortcut::new("k", "Ligne précédente").also("ArrowUp").group(GROUP), || move_row(-1));
    // The link of the row answers by itself; the registry only hears Enter when no link and no button has the focus.
    use_shortcut(Shortcut::new("Enter", "Ouvrir la ligne").group(GROUP), || move_row(0));
    use_shortcut(Shortcut::new("Escape", "Fermer le prospect ouvert").group(GROUP), move || page.close());
    use_shortcut(Shortcut::new("c", "Convertir le prospect ouvert").group(GROUP), move || {
        ask::press(page, TypeAction::ConvertirCandidat);
    });
    use_shortcut(Shortcut::new("e", "Écrire au prospect ouvert").group(GROUP), move || {
        ask::press(page, TypeAction::EnvoyerEmail);
    });
}

/// Moves the focus from row to row; from elsewhere, to the open record's row, else to the first one.
fn move_row(by: isize) {
    match focus::place(ROW_LINK) {
        Some(row) => {
            if let Some(row) = row.checked_add_signed(by) {
                focus::move_to(ROW_LINK, row);
            }
        }
        None => {
            let _ = focus::move_to("a.row-link[aria-current]", 0) || focus::move_to(ROW_LINK, 0);
        }
    }
}

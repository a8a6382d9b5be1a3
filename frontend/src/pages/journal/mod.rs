//! Page of the error journal: figures, filters, list, open entry.

mod bulk;
mod chips;
mod facts;
mod filters;
mod list;
mod page_state;
mod panel;
mod row;
mod severity;
mod stats;

use leptos::prelude::*;

use self::bulk::BulkBar;
use self::chips::FilterChips;
use self::filters::FilterBar;
use self::list::List;
use self::page_state::LogsState;
use self::panel::{EntryPanel, fetch_ahead};
use self::stats::Stats;
use crate::parts::rows::use_row_keys;
use crate::reactive::{Show, memo};
use crate::state::{Shortcut, use_page_title, use_shortcut};

const GROUP: &str = "Journal d’erreurs";

/// The page. Its whole state is in the URL, so that reload, back and a shared link restore it.
#[component]
pub(crate) fn JournalPage() -> impl IntoView {
    use_page_title("Journal d’erreurs");
    let page = LogsState::provide();
    install_keys(page);
    fetch_ahead();
    let panel_open = memo(move || page.open_id().is_some());
    view! {
        <div class="split journal" class:has-panel=move || panel_open.get()>
            <div class="page journal-main">
                <Stats/>
                <FilterBar/>
                <FilterChips/>
                <List><BulkBar/></List>
            </div>
            <Show when=move || panel_open.get()>
                <EntryPanel/>
            </Show>
        </div>
    }
}

/// Registers the keys of the page. They are inactive while a person types or a dialog is open.
fn install_keys(page: LogsState) {
    use_row_keys(GROUP, move |direction| page.walk(direction));
    use_shortcut(Shortcut::new("Escape", "Fermer l’entrée ouverte").group(GROUP), move || page.close());
}

//! The prospects: the list with its filters, the panel of the open record, its dialogs.

mod ask;
mod commands;
mod convert;
mod emails;
mod filters;
mod focus;
mod latch;
mod list;
mod page_state;
mod panel;
mod shortcuts;

use leptos::prelude::*;

use self::convert::ConvertDialog;
use self::emails::EmailsDialog;
use self::filters::FilterBar;
use self::list::{ListArea, ListFooter};
use self::page_state::PageState;
use self::panel::ProspectPanel;
use crate::state::use_page_title;

/// The page. Its whole state is in the address: reload, back and a shared link show the same thing.
#[component]
pub(crate) fn ProspectsPage() -> impl IntoView {
    use_page_title("Prospects");
    let page = PageState::provide();
    shortcuts::install(page);
    commands::offer(page);
    let panel_open = Memo::new(move |_| page.open_id().is_some());
    view! {
        <div class="split prospects" class:has-panel=move || panel_open.get()>
            <div class="page prospects-main">
                <FilterBar/>
                <ListArea/>
                <ListFooter/>
            </div>
            <Show when=move || panel_open.get()>
                <ProspectPanel/>
            </Show>
        </div>
        <ConvertDialog/>
        <EmailsDialog/>
    }
}

//! Changes of the selected prospects together: the bar of the selection, and the dialog.

mod bar;
mod checked;
mod dialog;
mod export;
mod fields;

use common::IdProspect;
use leptos::prelude::*;

pub(super) use self::bar::PickedBar;
pub(super) use self::dialog::LotDialog;
use super::page_state::PageState;

/// Returns the selected prospects, or the query of the list when all those of the filter are selected.
fn selection(page: PageState) -> (Option<Vec<IdProspect>>, Option<String>) {
    let picked = page.picked.get_untracked();
    if !picked.is_whole() {
        return (Some(picked.ids().to_vec()), None);
    }
    let query = page
        .address
        .with_untracked(|state| state.filters.to_query().with("tri", &state.tri.to_string()).after(""));
    (None, Some(query.trim_start_matches('?').to_owned()))
}

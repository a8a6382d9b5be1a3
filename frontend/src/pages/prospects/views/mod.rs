//! The bar of the saved views above the list: the open view, its changes, and what one does with them.

mod acts;
mod conflict;
mod delete;
mod naming;
mod pick;
mod view_state;

use leptos::prelude::*;

use self::acts::ViewActs;
use self::conflict::ConflictDialog;
use self::delete::DeleteDialog;
use self::naming::{RenameDialog, SaveDialog};
use self::pick::Pick;
use self::view_state::ViewState;
use super::page_state::use_page;
use crate::reactive::piece;

/// The bar and its dialogs.
#[component]
pub(super) fn ViewBar() -> impl IntoView {
    let state = ViewState::provide(use_page());
    let gone = piece(move || {
        let ignore = state.vue.get()?.ignore;
        let parts = ignore.join(", ");
        (!ignore.is_empty()).then(|| {
            view! {
                <p class="callout callout-warning small" role="status">
                    <span class="callout-text">"La vue s’ouvre sans ce qui n’existe plus\u{a0}: " {parts} "."</span>
                </p>
            }
            .into_any()
        })
    });
    view! {
        <div class="view-bar" role="group" aria-label="Vue">
            <Pick/>
            <ViewActs/>
        </div>
        {gone}
        <SaveDialog/>
        <RenameDialog/>
        <DeleteDialog/>
        <ConflictDialog/>
    }
}

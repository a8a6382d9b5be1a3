//! Bulk operations on the selected prospects.

use leptos::prelude::*;

use super::due::REFUGE;
use super::page_state::use_rgpd;
use crate::parts::focus::recover_when_gone;
use crate::reactive::{Show, memo, piece};
use crate::ui::{Button, ButtonKind};

/// The bar, below the table so that rows do not move; empty without a selection.
#[component]
pub(super) fn BulkBar() -> impl IntoView {
    let page = use_rgpd();
    let there = memo(move || page.selected.count() > 0);
    recover_when_gone(there, REFUGE);
    let count = move || page.selected.told();
    view! {
        <Show when=there>
            <div class="bulk" role="group" aria-label="Personnes sélectionnées">
                <p class="num" role="status">{piece(count)} "\u{a0}:"</p>
                <Button kind=ButtonKind::Danger on_press=move || page.ask_selected()>"Anonymiser…"</Button>
                <Button kind=ButtonKind::Ghost on_press=move || page.selected.clear()>"Tout désélectionner"</Button>
            </div>
        </Show>
    }
}

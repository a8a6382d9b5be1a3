//! Bulk operations on the selected entries.

use leptos::prelude::*;

use super::filters::FIRST_FILTER;
use super::list::ALL_BOX;
use super::page_state::use_logs;
use crate::parts::focus::recover_when_gone;
use crate::reactive::{Show, memo, piece};
use crate::ui::{Button, ButtonKind};

/// The bar, below the table so that rows do not move; empty without a selection.
#[component]
pub(super) fn BulkBar() -> impl IntoView {
    let page = use_logs();
    let there = memo(move || page.selected.count() > 0);
    recover_when_gone(there, &[(ALL_BOX, 0), (FIRST_FILTER, 0)]);
    view! {
        <Show when=move || there.get()>
            <Bar/>
        </Show>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let page = use_logs();
    let count = piece(move || page.selected.told());
    let resolve = move |resolu| {
        page.resolution.start((page.selected.now().into_iter().collect(), resolu));
    };
    let busy = page.resolution.busy;
    view! {
        <div class="bulk" role="group" aria-label="Erreurs sélectionnées">
            <p class="num" role="status">{count} "\u{a0}:"</p>
            <Button kind=ButtonKind::Primary busy on_press=move || resolve(true)>"Marquer résolues"</Button>
            <Button busy on_press=move || resolve(false)>"Rouvrir"</Button>
            <Button kind=ButtonKind::Ghost on_press=move || page.selected.clear()>"Tout désélectionner"</Button>
        </div>
    }
}

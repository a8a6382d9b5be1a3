//! Running action of a row's prospect, with its live step.

use common::{IdProspect, TypeAction};
use leptos::prelude::*;

use crate::model::action;
use crate::reactive::{Show, memo};
use crate::state::use_live_actions;

/// The running action; empty when none is running.
#[component]
pub(super) fn RowAction(
    /// The prospect.
    id: IdProspect,
    /// Type of the running action, from the list.
    type_action: Option<TypeAction>,
) -> impl IntoView {
    let live = use_live_actions();
    let text = memo(move || {
        let running = live.of(&id);
        let action =
            running.iter().find(|action| type_action.is_none_or(|wanted| action.type_action == wanted));
        type_action.or(action.map(|action| action.type_action)).map(|kind| action::row_step(kind, action))
    });
    view! {
        <Show when=move || text.with(Option::is_some)>
            <span class="row-action" title=move || text.get()>
                <span class="spinner" aria-hidden="true"></span>
                <span class="ellipsis">{move || text.get()}</span>
            </span>
        </Show>
    }
}

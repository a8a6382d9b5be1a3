//! The last line of a dialog that asks an action: whether it will wait is said above the act.

use common::TypeAction;
use leptos::prelude::*;

use super::delay::{DialogDelay, Place, described_by};
use super::page_state::use_page;
use crate::parts::dialog_form::FormFooter;
use crate::state::Draft;

/// What is wrong as a whole, the way out, and the act.
#[component]
pub(super) fn ActionFooter(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Whether the request is under way.
    busy: Signal<bool>,
    /// What is wrong as a whole.
    failure: RwSignal<Option<String>>,
    /// The act, as its button says it.
    act: &'static str,
    /// The action that it asks.
    type_action: TypeAction,
    /// What was typed.
    draft: Draft,
) -> impl IntoView {
    let described_by = described_by(use_page(), type_action, Place::Dialog);
    view! { <FormFooter open busy failure act described_by draft><DialogDelay type_action/></FormFooter> }
}

//! Footer of an action's dialog, with a notice when the action will wait.

use common::TypeAction;
use leptos::prelude::*;

use super::delay::{DialogDelay, Place, described_by};
use super::page_state::use_page;
use crate::parts::dialog_form::FormFooter;
use crate::reactive::Signal;
use crate::state::Draft;

/// The footer: notice, general error, cancel button, submit button.
#[component]
pub(super) fn ActionFooter(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// True while the request is pending.
    busy: Signal<bool>,
    /// The general error.
    failure: RwSignal<Option<String>>,
    /// Label of the submit button.
    act: &'static str,
    /// Type of the action.
    type_action: TypeAction,
    /// The draft of the form.
    draft: Draft,
) -> impl IntoView {
    let described_by = described_by(use_page(), type_action, Place::Dialog);
    view! { <FormFooter open busy failure act described_by draft><DialogDelay type_action/></FormFooter> }
}

//! Error below the choice of a formation when the catalogue could not be loaded.

use leptos::prelude::*;

use super::page_state::use_page;
use crate::reactive::Signal;
use crate::ui::LookupFailure;

/// The error; empty while the formations are known.
#[component]
pub(super) fn FormationsFailure() -> impl IntoView {
    let formations = use_page().formations;
    let error = Signal::derive(move || formations.failure());
    view! { <LookupFailure title="Formations illisibles" error on_retry=move || formations.refetch()/> }
}

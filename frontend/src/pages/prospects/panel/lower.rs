//! Sections of the panel below those that are visible at once: request, documents, exchanges, history, personal data.

use common::IdProspect;
use leptos::prelude::*;

use super::chronology::ChronologySection;
use super::documents::DocumentsSection;
use super::gone::is_gone;
use super::personal::PersonalSection;
use super::request::{ExchangesSection, RequestSection};
use crate::api;
use crate::pages::prospects::page_state::use_page;
use crate::reactive::{Show, memo};
use crate::state::{Keep, Topic, query};

/// The sections.
#[component]
pub(super) fn LowerSections() -> impl IntoView {
    let page = use_page();
    let open = memo(move || page.open_id());
    let actions = query(
        Keep::SameKey,
        move || open.get(),
        |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
        |id| api::prospects::actions(&id),
    );
    let gone = is_gone(page);
    view! {
        <RequestSection/>
        <DocumentsSection actions/>
        <ExchangesSection/>
        <ChronologySection actions/>
        <Show when=move || !gone.get()><PersonalSection/></Show>
    }
}

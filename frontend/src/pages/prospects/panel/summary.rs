//! Summary by an AI step of n8n, marked as such so that nobody takes it for the person's own words.

use leptos::prelude::*;

use super::part;
use super::section::Section;
use crate::pages::prospects::page_state::use_page;
use crate::reactive::piece;

/// The summary; empty when there is none.
#[component]
pub(super) fn SummarySection() -> impl IntoView {
    let page = use_page();
    let summary = part(page, |prospect| prospect.resume_ia.clone());
    piece(move || {
        summary.get().flatten().map(|text| {
            view! { <Section title="Résumé IA"><p class="panel-summary">{text}</p></Section> }.into_any()
        })
    })
}

//! The summary that an AI of n8n wrote. It is said to be one: nobody must take it for the person's own words.

use leptos::prelude::*;

use super::part;
use super::section::Section;
use crate::pages::prospects::page_state::use_page;
use crate::reactive::piece;

/// The summary; nothing while there is none.
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

//! Person to convert.

use leptos::prelude::*;

use crate::model::format;
use crate::pages::prospects::page_state::use_page;
use crate::reactive::{memo, piece};

/// Name, email, city and postal code.
#[component]
pub(super) fn Identity() -> impl IntoView {
    let page = use_page();
    let lines = memo(move || {
        page.prospect.with(|prospect| {
            let prospect = prospect?;
            let resume = &prospect.resume;
            let city = match (&resume.ville, &prospect.code_postal) {
                (Some(city), Some(code)) => Some(format!("{city} ({code})")),
                (city, code) => city.clone().or(code.clone()),
            };
            let details: Vec<_> = [resume.email.clone(), city].into_iter().flatten().collect();
            Some((format::person(&resume.prenom, &resume.nom), details.join(" · ")))
        })
    });
    piece(move || {
        lines.get().map(|(name, details)| {
            view! {
                <div class="convert-identity">
                    <strong>{name}</strong>
                    <span class="muted small">{details}</span>
                </div>
            }
            .into_any()
        })
    })
}

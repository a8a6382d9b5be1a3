//! Anonymised record, which allows no action.

use leptos::prelude::*;

use super::part;
use crate::pages::prospects::page_state::PageState;
use crate::reactive::{memo, piece};
use crate::ui::time::format_instant;
use crate::ui::{Icon, IconView};

/// Returns true when the open record was anonymised (tracked).
pub(super) fn is_gone(page: PageState) -> Memo<bool> {
    memo(move || page.prospect.with(|prospect| prospect.is_some_and(|one| one.date_anonymisation.is_some())))
}

/// The notice in place of the buttons.
#[component]
pub(super) fn GoneNotice(page: PageState) -> impl IntoView {
    let since = part(page, |prospect| prospect.date_anonymisation.clone());
    piece(move || {
        since.get().flatten().map(|since| {
            view! {
                <p class="callout panel-gone">
                    <IconView icon=Icon::Shield/>
                    <span class="callout-text">
                        <strong>"Personne anonymisée le " {format_instant(&since)} "."</strong>
                        " Sa fiche ne sert plus qu’aux statistiques."
                    </span>
                </p>
            }
            .into_any()
        })
    })
}

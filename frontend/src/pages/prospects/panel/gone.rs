//! Records that allow no action: an anonymised one, and one that does not exist.

use leptos::prelude::*;

use super::part;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::reactive::{Memo, memo, piece};
use crate::ui::time::format_instant;
use crate::ui::{Button, EmptyState, Icon, IconView};

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

/// The message in place of a record that does not exist.
#[component]
pub(super) fn Unknown() -> impl IntoView {
    let page = use_page();
    view! {
        <EmptyState
            icon=Icon::Search
            title="Ce prospect n’existe pas"
            text="L’adresse est peut-être incomplète. Cherchez la personne par son nom."
        >
            <Button on_press=move || page.close()>"Fermer"</Button>
        </EmptyState>
    }
}

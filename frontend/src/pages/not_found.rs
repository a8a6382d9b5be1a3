//! Page of unknown paths.

use leptos::prelude::*;

use crate::paths;
use crate::state::use_page_title;
use crate::ui::{ButtonKind, EmptyState, Icon, LinkButton};

/// The page.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    use_page_title("Page introuvable");
    view! {
        <div class="page page-center">
            <EmptyState
                icon=Icon::Unlink
                title="Cette page n’existe pas"
                text="L’adresse est peut-être incomplète, ou la page a changé de place."
            >
                <LinkButton kind=ButtonKind::Primary href=paths::PROSPECTS>"Voir les prospects"</LinkButton>
            </EmptyState>
        </div>
    }
}

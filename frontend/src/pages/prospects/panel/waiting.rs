//! Waiting lists on which the prospect is.

use leptos::prelude::*;

use super::part;
use crate::model::waiting::sentence;
use crate::pages::prospects::page_state::use_page;
use crate::paths;
use crate::reactive::piece;
use crate::ui::{Icon, IconView};

/// A line for each list; empty without one.
#[component]
pub(super) fn WaitingSection() -> impl IntoView {
    let page = use_page();
    let places = part(page, |prospect| prospect.listes_attente.clone());
    piece(move || {
        let lines = places.get().unwrap_or_default();
        let lines: Vec<_> = lines.iter().filter_map(sentence).collect();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }.into_any()).collect_view();
            view! {
                <section class="card panel-waiting">
                    <h3 class="row"><IconView icon=Icon::Hourglass/>"Liste d’attente"</h3>
                    {lines}
                    <a href=paths::SESSIONS>"Voir les sessions"</a>
                </section>
            }
            .into_any()
        })
    })
}
